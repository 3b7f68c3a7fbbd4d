"""From the files in the corpus folder to documents: plain text with its structure and its facts.

``scan`` finds the files and sees which have changed, ``read`` reads one with the reader of its
format (``formats``), and ``worker`` runs that in processes with limits, so that no file can stop a
build. What a file says of itself, and what ``dokument.csv`` says of it, is kept with its text.
"""
