"""Show staff what was read of a file: what `klimatsvar show` does.

``reading.py`` reads the file as a build does, ``parts.py`` lays its text out as the index has it,
``facts.py`` says what is known of it, and ``html.py`` makes a page of all that.
"""
