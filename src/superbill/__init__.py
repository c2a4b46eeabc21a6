"""Local-first medical coding: look up, code, check, with a source for every statement."""

__version__ = "0.1.0"
