"""Start a city: what `klimatsvar init` writes.

``city.py`` writes; ``files/`` and ``corpus/`` hold what is copied. Some of these are links to where
they stand in the repository; a wheel has the files themselves.
"""
