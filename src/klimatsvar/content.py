"""Make documents searchable: cut them into passages, encode these and index their terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from klimatsvar.chunk import chunk, context_of
from klimatsvar.embed import Encoder, Progress, Vectors
from klimatsvar.index.lexical import LexicalIndex
from klimatsvar.index.store import Content
from klimatsvar.types import Document, FileReport, Passage, Sentence
from klimatsvar.words import WordVectors


@dataclass(frozen=True, slots=True)
class Framed:
    """A sentence under its title and headings; ``text[start:]`` is the sentence itself."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Known:
    """What has been encoded before."""

    passages: dict[str, Vectors]
    """Vector by text, shape (dimension,)."""
    sentences: dict[Framed, tuple[Vectors, WordVectors]]
    """Vector, shape (dimension,), and word vectors."""


def cut(document: Document, encoder: Encoder, passage_tokens: int) -> list[Passage]:
    """Return the document's passages, about ``passage_tokens`` long, in order."""
    return chunk(document, encoder.count_tokens, target=passage_tokens, limit=encoder.max_tokens)


def build_content(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    *,
    known: Known | None = None,
    report: Sequence[FileReport] = (),
    progress: Progress | None = None,
) -> Content:
    """Encode and index the documents' passages, given in the documents' order, and sentences.

    What is ``known`` is not encoded again.
    """
    known = known or Known({}, {})
    by_id = {document.id: document for document in documents}
    passage_texts: list[str] = []
    passage_languages: list[str] = []
    sentences: list[Framed] = []
    sentence_languages: list[str] = []
    for passage in passages:
        document = by_id[passage.document]
        passage_texts.append(passage_text(document, passage))
        passage_languages.append(document.language)
        sentences += [framed(document, passage, s) for s in passage.sentences]
        sentence_languages += [document.language] * len(passage.sentences)
    new_passages = [t for t in dict.fromkeys(passage_texts) if t not in known.passages]
    new_sentences = [s for s in dict.fromkeys(sentences) if s not in known.sentences]
    # In one run, so that texts of one length share a batch; no words of a passage are wanted.
    vectors, words = encoder.encode_sentences(
        [*new_passages, *(sentence.text for sentence in new_sentences)],
        [*map(len, new_passages), *(sentence.start for sentence in new_sentences)],
        progress,
    )
    number = len(new_passages)
    passage_vectors = known.passages | dict(zip(new_passages, vectors[:number], strict=True))
    made = zip(vectors[number:], words[number:], strict=True)
    encoded = known.sentences | dict(zip(new_sentences, made, strict=True))
    return Content(
        documents=documents,
        passages=passages,
        passage_vectors=np.array([passage_vectors[text] for text in passage_texts]),
        sentence_vectors=np.array([encoded[sentence][0] for sentence in sentences]),
        sentence_words=[encoded[sentence][1] for sentence in sentences],
        passage_terms=LexicalIndex.build(passage_texts, passage_languages),
        sentence_terms=LexicalIndex.build([s.text for s in sentences], sentence_languages),
        report=report,
    )


def passage_text(document: Document, passage: Passage) -> str:
    """Return what is encoded and searched for a passage: title, headings and its own text."""
    return f"{context_of(document.title, passage.headings)}\n{passage.text}"


def framed(document: Document, passage: Passage, sentence: Sentence) -> Framed:
    """Return a sentence as it is encoded and searched: under title, headings and lead-in."""
    own = document.text[sentence.start : sentence.end]
    context = context_of(document.title, passage.headings)
    lead_in = document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
    text = " ".join(part for part in (f"{context}:", lead_in, own) if part)
    return Framed(text, len(text) - len(own))
