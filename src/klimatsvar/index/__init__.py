"""The index on disk: what is searched, and the documents that answers are quoted from.

Passages are found by the meaning of a question (``vectors``) and by its words (``lexical``). Each
build writes a new version, a generation, and lets it serve when it is whole (``writing``,
``generations``); ``on_disk`` opens and searches one. ``contract`` says what asking needs of any
index, wherever it is kept; ``milvus`` keeps one elsewhere.
"""
