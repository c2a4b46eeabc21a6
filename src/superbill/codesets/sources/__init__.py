"""One importer a module, each for one publisher's file: it reads the file strictly and yields a
Draft. What the file lacks is not invented; what it has in excess is refused."""
