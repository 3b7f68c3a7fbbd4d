"""The encoder, a language model that turns texts into vectors: texts of one meaning lie near.

``encoder`` says what an encoder is, and ``opening`` chooses one: run by torch, or by OpenVINO where
that is installed and faster. The model comes with the program and is made ready once, in the
user's cache folder (``bundled``, ``fast``); nothing is downloaded.
"""
