"""The project's own content, as YAML: cards of procedures, the lexicon, conditions; its loader."""
