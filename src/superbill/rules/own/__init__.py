"""The user's own payer rules: YAML files in `rules/` of the data home, never mixed with others'."""
