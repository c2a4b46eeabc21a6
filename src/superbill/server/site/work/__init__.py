"""The workbench's values: what a coder has in hand, and what is made of it.

    posted (a form) -> Work -> deeds (one change) -> Work -> bench (with the engine) -> Bench
    Bench -> claim -> sheets and files (superbill, CMS-1500, JSON, CSV, FHIR); audit

Nothing here is kept between two requests: the page holds the note and the list, and every code is
confirmed anew each time. No module here knows HTTP, but posted.py and carried.py read a form.
"""
