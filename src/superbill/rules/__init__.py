"""One package a family of rules: dated, cited parameters beside small pure functions."""
