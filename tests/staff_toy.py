"""The staff pages over the toy encoder, for tests; ``staff_toy.py FOLDER`` serves them.

What the process prints is their address. A build waits until the file ``go`` is in FOLDER.
"""

import asyncio
import sys
import time
from pathlib import Path

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.building import build_index
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import Report
from klimatsvar.ingest.progress import ShowStep
from klimatsvar.settings import Settings, StaffPages
from klimatsvar.staff.app import create_app, desk_of
from klimatsvar.staff.desk import Desk
from klimatsvar.web.server import address, listen, server
from toy import ToyEncoder


def settings_in(folder: Path, staff: StaffPages | None = None, **given: object) -> Settings:
    """Return settings of which every folder lies in ``folder``."""
    return Settings.load(
        corpus=folder / "corpus",
        index=folder / "index",
        log_folder=folder / "log",
        staff=staff or StaffPages(folder=folder / "staff"),
        **given,
    )


def toy_desk(settings: Settings, wait_for: Path | None = None) -> Desk:
    """Return what the pages work with, over the toy encoder."""
    encoder = ToyEncoder()

    def assistant(generation: str) -> Assistant:
        index = Index.open(settings.index, encoder, generation)
        return Assistant(index, encoder, Fitted.load(), settings)

    def build(*, publish: bool, full: bool, gone_is_meant: bool, progress: ShowStep) -> Report:
        while wait_for is not None and not wait_for.exists():
            time.sleep(0.05)
        return build_index(
            settings,
            encoder,
            publish=publish,
            full=full,
            gone_is_meant=gone_is_meant,
            progress=progress,
        )

    return desk_of(settings, lambda: encoder, assistant, build)


if __name__ == "__main__":
    here = Path(sys.argv[1])
    listener = listen("127.0.0.1", 0)
    print(address(listener), flush=True)
    app = create_app(toy_desk(settings_in(here), here / "go"))
    asyncio.run(server(app).serve(sockets=[listener]))
