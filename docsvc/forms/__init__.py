"""What a form is, and how a payload becomes typed values or a list of located faults."""
