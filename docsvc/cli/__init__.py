"""The side door: everything the service does, from a shell."""
