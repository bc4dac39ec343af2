"""`emma audit-privacy`: known identifiers go in through every entrance; then everything the process wrote is searched."""
