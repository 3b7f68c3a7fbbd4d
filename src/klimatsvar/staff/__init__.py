"""Pages for staff: what `klimatsvar staff` serves.

``password.py``, ``sessions.py``, ``who.py`` and ``gate.py`` say who may; ``journal.py`` keeps who
did what; ``uploads.py``, ``listing.py`` and ``builds.py`` do what commands do; ``pages/`` shows it.
"""
