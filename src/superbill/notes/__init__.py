"""A note -> sections, sentences, mentions, assertions, procedures. Knows language, no code."""
