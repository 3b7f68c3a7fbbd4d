"""The page in a process of its own, without a model: ``serve_toy.py CORPUS URI PORT``."""

import sys
from pathlib import Path

from in_milvus import settings_of
from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.opening import open_store
from klimatsvar.web.app import serve
from toy import ToyEncoder

if __name__ == "__main__":
    corpus, uri, port = sys.argv[1:]
    settings = settings_of(Path(corpus), uri, port=int(port), questions_per_minute=0)
    encoder = ToyEncoder()
    store = open_store(settings, encoder)
    serve(Assistant(store, encoder, Fitted.load(), settings), settings)
