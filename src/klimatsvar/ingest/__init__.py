"""From documents to an index: what `klimatsvar ingest` does.

``build`` runs it: the corpus is read, each document is cut into passages of whole sentences
(``chunk``), the model turns these into vectors (``encode``), and the index is written. What has
not changed since the last build is taken over from it (``reuse``).
"""
