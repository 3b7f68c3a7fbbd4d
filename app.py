"""Start the page where residents ask: ``python app.py``, the same as ``klimatsvar serve``."""

from klimatsvar.cli import main

if __name__ == "__main__":
    main(["serve"])
