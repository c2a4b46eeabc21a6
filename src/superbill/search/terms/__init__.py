"""What the index is made of: one module for each kind of source of words."""
