"""One reader a file format: each gives a file's text in blocks, and what the file says of itself.

What they give is a ``Source`` (``corpus.source``): headings, paragraphs, list items and table rows
in reading order, without menus, headers and footers. A file that can't be read raises
DocumentError, which tells staff how to mend it.
"""
