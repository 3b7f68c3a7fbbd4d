"""For programs that ask: JSON over HTTP (``api``), and a tool for language models (``tool``)."""
