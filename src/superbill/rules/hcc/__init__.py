"""Risk adjustment: diagnoses to hierarchical condition categories and a risk score."""
