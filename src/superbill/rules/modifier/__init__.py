"""Rules of modifiers: which exist, which go together, in which order, where, and on which codes."""
