"""Groupers and editors: MS-DRG, the code editor, HCC, CCSR."""
