"""Run the benchmarks of speed and memory, and write what they print into docs/performance.md.

    python benchmarks/performance.py --data DIR [PART...]

PART is one of the names below; all of them take about an hour. Each part of the page says on which
machine, when and under what load it was measured; parts that are not run stay as they are.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import platformdirs

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/performance.md"
PARTS = {
    "encoding": "encoding.py --data {data}",
    "fidelity": "fidelity.py --data {data}",
    "peers": "peers/compare.py --data {data} --picture docs/images/peers.svg",
    "building": "building.py --data {data} --keep {kept}",
    "vectors": "vectors.py --data {data}",
    "codes": "vectors.py --data {data} --counts 100000 --memory 16",
    "latency": "latency.py --data {data}",
    "start": "start.py --large {kept}",
    "page": "start.py --page",
}
_PACKAGES = ("faiss-cpu", "openvino", "sentence-transformers", "torch")


def machine() -> str:
    """Return what the figures were measured on."""
    models = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {len(os.sched_getaffinity(0))} cores of "
        f"{models[0] if models else platform.machine()}, load {os.getloadavg()[1]:.1f} before, "
        f"Python {platform.python_version()}, {packages}"
    )


def written(page: str, part: str, content: str) -> str:
    """Return the page with another content between the part's marks."""
    marks = (f"<!-- {part} -->", f"<!-- /{part} -->")
    before, found, rest = page.partition(marks[0])
    if not found:
        raise SystemExit(f"{PAGE}: no place for {part}; write {marks[0]} and {marks[1]} into it")
    return f"{before}{marks[0]}\n{content.strip()}\n{marks[1]}{rest.partition(marks[1])[2]}"


def main() -> None:
    """Run the parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--kept",
        type=Path,
        default=platformdirs.user_cache_path("klimatsvar-benchmarks"),
        help="where building keeps an index for start",
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for part in arguments.parts or PARTS:
        told, command = machine(), PARTS[part]
        print(f"{part} …", file=sys.stderr)
        script, *rest = command.format(
            data=arguments.data.resolve(), kept=arguments.kept.resolve()
        ).split()
        done = subprocess.run(
            [sys.executable, str(ROOT / "benchmarks" / script), *rest],
            check=True,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        shown = command.format(data="DIR", kept="FOLDER")
        content = f"`python benchmarks/{shown}` ({told}):\n\n{done.stdout}"
        PAGE.write_text(written(PAGE.read_text("utf-8"), part, content), "utf-8")


if __name__ == "__main__":
    main()
