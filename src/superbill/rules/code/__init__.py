"""Rules about a code by itself."""
