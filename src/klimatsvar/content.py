"""Make documents searchable: cut them into passages, encode these and index their terms."""

from collections.abc import Mapping, Sequence

import numpy as np

from klimatsvar.chunk import chunk, context_of
from klimatsvar.embed import Encoder, Progress, Vectors
from klimatsvar.index.lexical import LexicalIndex
from klimatsvar.index.store import Content
from klimatsvar.types import Document, FileReport, Passage, Sentence


def cut(document: Document, encoder: Encoder, passage_tokens: int) -> list[Passage]:
    """Return the document's passages, about ``passage_tokens`` long, in order."""
    return chunk(document, encoder.count_tokens, target=passage_tokens, limit=encoder.max_tokens)


def build_content(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    *,
    known: Mapping[str, Vectors] | None = None,
    report: Sequence[FileReport] = (),
    progress: Progress | None = None,
) -> Content:
    """Encode and index the documents' passages, given in the documents' order, and sentences.

    Texts whose vector is ``known`` are not encoded again.
    """
    by_id = {document.id: document for document in documents}
    passage_texts: list[str] = []
    passage_languages: list[str] = []
    sentence_texts: list[str] = []
    sentence_languages: list[str] = []
    for passage in passages:
        document = by_id[passage.document]
        passage_texts.append(passage_text(document, passage))
        passage_languages.append(document.language)
        sentence_texts += [sentence_text(document, passage, s) for s in passage.sentences]
        sentence_languages += [document.language] * len(passage.sentences)
    # One stream of texts, so that the progress shown runs once from start to end.
    vectors = _encode(passage_texts + sentence_texts, encoder, known or {}, progress)
    return Content(
        documents=documents,
        passages=passages,
        passage_vectors=vectors[: len(passages)],
        sentence_vectors=vectors[len(passages) :],
        passage_terms=LexicalIndex.build(passage_texts, passage_languages),
        sentence_terms=LexicalIndex.build(sentence_texts, sentence_languages),
        report=report,
    )


def _encode(
    texts: Sequence[str], encoder: Encoder, known: Mapping[str, Vectors], progress: Progress | None
) -> Vectors:
    """Return the texts' vectors, shape (texts, dimension); each text is encoded at most once."""
    new = {text: row for row, text in enumerate(t for t in dict.fromkeys(texts) if t not in known)}
    made = encoder.encode_passages(list(new), progress) if new else None
    vectors = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row] = known[text] if made is None or text in known else made[new[text]]
    return vectors


def passage_text(document: Document, passage: Passage) -> str:
    """Return what is encoded and searched for a passage: title, headings and its own text."""
    return f"{context_of(document.title, passage.headings)}\n{passage.text}"


def sentence_text(document: Document, passage: Passage, sentence: Sentence) -> str:
    """Return what is encoded and searched for a sentence: title, headings, lead-in, own text."""
    own = document.text[sentence.start : sentence.end]
    context = context_of(document.title, passage.headings)
    lead_in = document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
    return " ".join(part for part in (f"{context}:", lead_in, own) if part)
