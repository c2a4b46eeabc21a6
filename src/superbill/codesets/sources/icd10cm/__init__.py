"""ICD-10-CM: tabular list, code lists, index and tables of terms."""
