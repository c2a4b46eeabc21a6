"""Physician fee schedule and outpatient payment files."""
