"""Measure four other libraries' quick-starts against Klimatsvar: same model, documents, machine.

    python benchmarks/peers/compare.py --data DIR [--rounds 3] [--out figures.json]

Documents and questions are DIR's squad-sv (see ../development.py). Each peer has an environment of
its own, made once under --envs, and each step of each system a process of its own, with nothing
else of ours beside it. In a round all systems ingest, in an order drawn by lot, and then all are
asked, drawn again. All compute on the CPU, with threads that wait passively. The peers read the
title as the first line of each text; what else is set is told under systems/.

To be read with the table: Klimatsvar encodes in eight bits where OpenVINO serves it
(``KLIMATSVAR_ENCODER=torch`` for the peers' 32 bits), while a quick-start encodes by torch; some of
Klimatsvar's constants were found on these questions (../retrieval.py); and only
Klimatsvar answers, where the peers would need a language model.

Prints a markdown table of the best of the rounds, and writes every round's figures to --out.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from environments import python_of
from figures import Run, measures, table, versions
from picture import draw

from klimatsvar.evaluate import GoldQuestion, read_documents, read_questions
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings

PEERS = ("llamaindex", "langchain", "haystack", "txtai")
OURS = ("klimatsvar", "klimatsvar_passages")
COUNT = 30
"""Passages that a search returns: enough for ten documents, whatever the splitter."""
_QUIET = {
    "OMP_WAIT_POLICY": "passive",  # else torch's threads wait in circles
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
}


@dataclass(frozen=True)
class Bench:
    """What all systems are given, and where each of them runs."""

    documents: Path
    questions: Sequence[GoldQuestion]
    model: Path
    pythons: dict[str, Path]
    """By system."""
    folder: Path
    """For indexes and tasks."""

    def run(self, system: str, step: str) -> dict[str, Any]:
        """Let a system do a step in a process of its own, and return what it took."""
        index, task, result = (self.folder / f"{system}{end}" for end in ("", ".task", ".json"))
        index.mkdir(exist_ok=True)
        given = {
            "step": step,
            "system": f"by_{system}",
            "model": str(self.model),
            "folder": str(index),
            "documents": str(self.documents),
            "questions": [gold.question for gold in self.questions],
            "count": COUNT,
            "result": str(result),
        }
        task.write_text(json.dumps(given), "utf-8")
        load = os.getloadavg()[0]
        done = subprocess.run(
            [self.pythons[system], Path(__file__).parent / "measured.py", task],
            env=os.environ | _QUIET,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{system}: {step} failed:\n{done.stderr}")
        taken: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return taken | {"load_before": load}


def one_round(bench: Bench, number: int) -> list[Run]:
    """Let all systems ingest, then ask all of them."""
    lot = random.Random(number)
    systems = list(bench.pythons)
    taken: dict[str, dict[str, Any]] = {}
    for step in ("ingest", "ask"):
        for system in lot.sample(systems, len(systems)):
            print(f"round {number}: {system}: {step}", file=sys.stderr, flush=True)
            taken.setdefault(system, {})[step] = bench.run(system, step)
    return [Run(system, number, taken[system]["ingest"], taken[system]["ask"]) for system in taken]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--envs", type=Path, default=platformdirs.user_cache_path("klimatsvar-peers")
    )
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS)
    parser.add_argument("--out", type=Path, default=Path("peers.json"))
    parser.add_argument("--picture", type=Path, help="SVG to draw")
    arguments = parser.parse_args()
    settings = Settings.load(model=BUNDLED_MODEL_ID)
    # Makes the fast model too, where there is none: once for a machine, so not counted.
    encoder = type(open_encoder(settings)).__name__
    read = read_questions(arguments.data / "squad-sv.questions.jsonl")
    answerable = [gold for gold in read if gold.answerable]
    asked = random.Random(0).sample(answerable, min(arguments.questions, len(answerable)))
    pythons = {peer: python_of(peer, arguments.envs.absolute()) for peer in arguments.peers}
    documents = (arguments.data / "squad-sv.documents.jsonl").absolute()
    model = ensure_bundled_model(settings.cache)

    runs: list[Run] = []
    for number in range(1, arguments.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            here = dict.fromkeys(OURS, Path(sys.executable))
            bench = Bench(documents, asked, model, pythons | here, Path(folder))
            runs += one_round(bench, number)
        # After each round, so that one that is stopped leaves those before it.
        arguments.out.write_text(json.dumps([run.raw() for run in runs]), "utf-8")
    loads = [step["load_before"] for run in runs for step in (run.ingest, run.ask)]
    print(
        f"{os.cpu_count()} cores, load {min(loads):.1f} to {max(loads):.1f}, Python "
        f"{sys.version.split()[0]}; Klimatsvar by {encoder}; {len(asked)} questions; "
        f"the best of {arguments.rounds} rounds\n"
    )
    rows = measures(asked, len(read_documents(documents)))
    print(table(runs, rows, arguments.peers, OURS))
    if arguments.picture:
        draw(runs, rows, OURS, arguments.picture)
    print()
    print(versions(runs))


if __name__ == "__main__":
    main()
