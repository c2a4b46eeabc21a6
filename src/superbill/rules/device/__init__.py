"""Rules about implanted devices."""
