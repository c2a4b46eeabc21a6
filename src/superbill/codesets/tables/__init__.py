"""Large tables of a release: as Parquet for batches, and sorted for single questions."""
