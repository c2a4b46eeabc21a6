"""Code systems, releases, the catalogue, and the code book that answers from them."""
