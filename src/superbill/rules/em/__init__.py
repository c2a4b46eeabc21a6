"""Evaluation and management visits: levels, prolonged time, and faults on claims."""
