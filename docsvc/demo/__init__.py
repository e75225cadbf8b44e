"""A demonstration: an authority, a bureau with seals, and the papers of small cases."""
