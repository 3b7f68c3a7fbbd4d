"""Documents from beyond the folder: a web site, or a folder by WebDAV, brought into ``corpus/``.

Nothing here opens a connection but to what ``[sources]`` names, when ``documents fetch`` is run.
"""
