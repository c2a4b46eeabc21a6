"""One module a page: its views, and its addresses in `urls`."""

from superbill.server.site import addresses

addresses.register()
