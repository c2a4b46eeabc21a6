"""What speaks HTTP: the site, and beside it the API, FHIR and MCP, mounted by asgi.py."""
