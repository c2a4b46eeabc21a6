"""ICD-10-PCS: codes, titles, tables, axes, index, definitions."""
