"""The command over the toy encoder: ``command_toy.py ARGUMENTS``."""

import sys

from klimatsvar.cli import main
from klimatsvar.model import opening
from toy import ToyEncoder

if __name__ == "__main__":
    opening.open_encoder = lambda _: ToyEncoder()
    main(sys.argv[1:])
