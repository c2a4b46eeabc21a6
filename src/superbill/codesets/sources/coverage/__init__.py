"""National and local coverage determinations."""
