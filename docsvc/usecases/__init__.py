"""One verb per file; each reads like its sentence in the README."""
