"""Fetching the publishers' files: which a day needs, where they lie, and getting them whole.

addresses.yaml -> addresses.Wanted -> resolve.Found -> fetch.Download -> importing
"""
