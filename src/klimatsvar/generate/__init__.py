"""A language model's wording of an answer, each sentence proven by quotations before it is shown.

``client.py`` talks to the model, ``prompt.py`` says what it is told, ``reading.py`` reads the
sentences out of what it writes, ``proof.py`` holds each against the documents, and ``wording.py``
wires them. What isn't proven is dropped; if nothing is left, the verbatim answer stands alone.
"""
