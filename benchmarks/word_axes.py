"""Find the axes of the bundled model's word vectors, and write src/klimatsvar/model/word_axes.npz.

    python benchmarks/word_axes.py --data DIR

DIR holds NAME.questions.jsonl and NAME.documents.jsonl (the format of tests/gold). The axes are
the principal components of the words of all sentences there.
"""

import argparse
from pathlib import Path

import numpy as np
import platformdirs
from rich.progress import Progress as Bar

from klimatsvar.evaluate import read_documents, read_questions
from klimatsvar.language.sentences import split_sentences
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.by_torch import SentenceTransformerEncoder

TARGET = Path(__file__).parent.parent / "src/klimatsvar/model/word_axes.npz"
DIMENSION = 128
SENTENCES = 1500
QUESTIONS = 500


def main() -> None:
    """Encode, decompose, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    # Given as a folder, the model is like any other: its word vectors are kept as they are.
    cache = platformdirs.user_cache_path("klimatsvar")
    encoder = SentenceTransformerEncoder(str(ensure_bundled_model(cache)), cache)
    texts = [
        document.text[start:end]
        for path in sorted(data.glob("*.documents.jsonl"))
        for document in read_documents(path)
        for start, end in split_sentences(document.text)
    ]
    questions = [
        row.question
        for path in sorted(data.glob("*.questions.jsonl"))
        for row in read_questions(path)
    ]
    draw = np.random.default_rng(0)
    drawn = draw.choice(texts, SENTENCES, replace=False).tolist()
    asked = draw.choice(questions, QUESTIONS, replace=False).tolist()
    with Bar() as bar:
        task = bar.add_task("encode")
        _, of_sentences = encoder.encode_sentences(
            drawn,
            [0] * len(drawn),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    of_questions = [encoder.encode_question(question)[1].vectors for question in asked]
    sentence_words = np.concatenate(of_sentences).astype(np.float32) / 127
    question_words = np.concatenate(of_questions).astype(np.float32) / 127
    middle = sentence_words.mean(axis=0)
    covariance = np.cov(sentence_words - middle, rowvar=False)
    values, directions = np.linalg.eigh(covariance)
    kept = values[-DIMENSION:].sum() / values.sum()
    np.savez_compressed(
        TARGET,
        question_middle=question_words.mean(axis=0).astype(np.float16),
        sentence_middle=middle.astype(np.float16),
        axes=directions[:, ::-1][:, :DIMENSION].astype(np.float16),
    )
    print(f"{len(sentence_words)} words; {DIMENSION} axes hold {kept:.2f} of their variance")


if __name__ == "__main__":
    main()
