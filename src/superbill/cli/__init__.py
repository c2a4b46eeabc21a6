"""The command line, one module a command (see CONTRACT in docs/cli.md)."""
