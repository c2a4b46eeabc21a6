"""The web site: code book, workbench, accounts.

    pages/      one module a page: its views and its addresses
    blocks/     one module a block of the code page: what it needs, who may see it
    models/     what the site keeps of its users; nothing of a note but saved cases
    templates/, static/     what is sent; no build step, no other host

Everything it says comes from the tools (superbill.tools); engine.py lends them a Context.
"""
