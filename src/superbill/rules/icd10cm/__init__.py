"""The conventions of ICD-10-CM's tabular list."""
