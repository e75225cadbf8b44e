"""Reading a finished PDF back, before it is sealed."""
