"""A language model's wording of an answer, each sentence proven by quotations before it is shown.

``wording.py`` wires: ``prompt.py`` says what the model is told, ``client.py`` asks it,
``reading.py`` reads the sentences out of what it writes, and ``proof.py`` holds each against the
documents. ``rewriting.py`` has it complete follow-ups, and translate the texts around an answer.
What isn't proven is dropped; if nothing is left, the verbatim answer stands alone.
"""
