"""A real build in a process of its own, to be killed: ``build_toy.py CORPUS INDEX [BYTES]``.

Says "ready" when it begins. With BYTES no file can grow beyond them, as on a disk that is full.
"""

import resource
import sys
from pathlib import Path

from klimatsvar.errors import KlimatsvarError
from klimatsvar.ingest.build import ingest
from toy import ToyEncoder

if __name__ == "__main__":
    corpus, index, *most = sys.argv[1:]
    if most:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most[0]), int(most[0])))
    print("ready", flush=True)
    try:
        ingest(Path(corpus), Path(index), ToyEncoder(), passage_tokens=50, full=True)
    except KlimatsvarError as error:
        sys.exit(str(error))
