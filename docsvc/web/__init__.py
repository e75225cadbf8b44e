"""Reception: the JSON API over the use cases. Never touches a machine."""
