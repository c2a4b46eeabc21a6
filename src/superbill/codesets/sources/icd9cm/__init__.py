"""ICD-9-CM titles, and the mappings from and to it."""
