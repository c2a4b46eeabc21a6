"""Rules of the family `format`: identifiers and codes are written as their owners write them."""
