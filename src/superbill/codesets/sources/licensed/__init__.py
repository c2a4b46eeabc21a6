"""Texts that need the user's licence: CPT and CDT."""
