"""Compare finding and quoting by OpenVINO's vectors with that by torch's.

    python benchmarks/fidelity.py --data DIR [--name squad-sv] [--limit 1000]

DIR as in development.py. Each encoder builds an index and asks questions of both indexes: were
vectors not interchangeable, asking the other's index would find less. Prints a markdown table, with
the calibration as it is; differences of less than .005 are asked for.
"""

import argparse
import tempfile
from pathlib import Path

from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.weigh import Parts
from klimatsvar.evaluate import evaluate, read_documents, read_questions, sample
from klimatsvar.ingest.build import index_documents
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, PASSAGE_TOKENS, Settings


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--name", default="squad-sv")
    parser.add_argument("--limit", type=int, default=1000)
    arguments = parser.parse_args()
    documents = read_documents(arguments.data / f"{arguments.name}.documents.jsonl")
    read = read_questions(arguments.data / f"{arguments.name}.questions.jsonl")
    answerable = dict(enumerate(question for question in read if question.answerable))
    questions = sample(answerable, arguments.limit, seed=0)
    encoders = {
        kind: open_encoder(Settings.load(model=BUNDLED_MODEL_ID, encoder=kind))
        for kind in ("torch", "openvino")
    }
    print(f"{arguments.name}, {len(questions)} answerable questions\n")
    print("| Index by | Questions by | nDCG@10 dense | nDCG@10 fused | quote@1 | quote@any |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for built_by, builder in encoders.items():
            index = index_documents(
                documents, Path(folder, built_by), builder, passage_tokens=PASSAGE_TOKENS
            )
            for asked_by, asker in encoders.items():
                found = evaluate(questions, Parts(index, asker, Fitted.load()))
                ndcg = [found.retrieval[search]["ndcg@10"] for search in ("dense", "fused")]
                quoted = [found.answers[name] for name in ("quote@1", "quote@any")]
                figures = " | ".join(f"{figure:.4f}" for figure in (*ndcg, *quoted))
                print(f"| {built_by} | {asked_by} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
