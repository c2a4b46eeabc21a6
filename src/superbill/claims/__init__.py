"""Claims: reading them from files, and judging a book of them by its distinct parts."""
