"""Whether the passages still stand that staff's own answers rest on."""

from collections.abc import Callable, Mapping

from klimatsvar.corpus.standing import standing
from klimatsvar.ingest.reading import Outline, originals
from klimatsvar.texts.messages import Message


def unfounded(
    outlines: Mapping[str, Outline], text_of: Callable[[str], str | None]
) -> dict[str, Message]:
    """Return why staff's own answers rest on nothing, by id. Founded ones aren't in it.

    ``text_of`` gives the text of a document that can be searched, by its id.
    """
    copies = originals(outlines.values())
    found: dict[str, Message] = {}
    for id, outline in outlines.items():
        basis = outline.basis
        if basis is None:
            continue
        source = outlines.get(basis.document)
        if source is None:
            cause = Message.of("basis_missing", source=basis.document)
        elif source.basis is not None:
            cause = Message.of("basis_is_answer", source=basis.document)
        elif not source.text:
            cause = Message.of("basis_not_read", source=basis.document)
        elif original := copies.get(source.id):
            cause = Message.of("basis_is_copy", source=source.id, original=original)
        elif standing(basis.passage, text_of(source.id) or "") is None:
            cause = Message.of("basis_astray", source=basis.document)
        else:
            continue
        found[id] = cause
    return found
