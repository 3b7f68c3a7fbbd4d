"""An answer in a language model's words, where one is set: each sentence is proven by quotations.

``writer`` runs it: ``prompt`` says what the model is told, ``client`` asks it, ``parsing`` reads
the sentences out of what it writes, ``proof`` holds each against the documents: ``quotes`` finds
what it quotes, ``claims`` what it states, ``entailment`` tells how likely both say the same,
``unfit`` what is never shown. ``rewriting`` has it complete follow-ups, and translate the texts
around an answer. What isn't proven is dropped; if nothing is left, the verbatim answer stands
alone.
"""
