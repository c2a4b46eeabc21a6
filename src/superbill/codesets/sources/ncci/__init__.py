"""NCCI edits: PTP, MUE, add-on codes."""
