"""Rules of the National Correct Coding Initiative: pairs (PTP), units (MUE) and add-on codes."""
