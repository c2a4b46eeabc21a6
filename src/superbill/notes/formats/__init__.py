"""The kinds of file that notes come in: one module a kind, bytes in, a Source out.

A new kind is a module with `read(data, where) -> Source` that raises WrongUsage for what it can't
read, one line in `table.FORMATS`, and its cases in tests/notes/test_formats.py. Nothing is fetched,
and nothing of a note is written anywhere.
"""
