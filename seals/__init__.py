"""Electronic seals: their life, the checks on what was uploaded, sealing PDF bytes, checking sealed PDFs."""
