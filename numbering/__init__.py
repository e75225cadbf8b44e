"""What an official document number (文号) is, how a rule prints and parses it, which serial comes next."""
