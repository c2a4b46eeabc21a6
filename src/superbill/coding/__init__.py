"""Mentions and procedures -> codes: matching, selection, sequencing, each with its evidence."""
