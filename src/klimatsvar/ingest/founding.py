"""Whether the passages still stand that staff's own answers rest on."""

from collections.abc import Callable, Mapping

from klimatsvar.corpus.standing import standing
from klimatsvar.ingest.reading import Outline, originals


def unfounded(
    outlines: Mapping[str, Outline], text_of: Callable[[str], str | None]
) -> dict[str, str]:
    """Return why staff's own answers rest on nothing, by id; in Swedish. Founded ones aren't in it.

    ``text_of`` gives the text of a document that can be searched, by its id.
    """
    copies = originals(outlines.values())
    found: dict[str, str] = {}
    for id, outline in outlines.items():
        basis = outline.basis
        if basis is None:
            continue
        source = outlines.get(basis.document)
        if source is None:
            cause = f"{basis.document} finns inte i mappen; rätta namnet efter dokument:"
        elif source.basis is not None:
            cause = f"{basis.document} är själv ett svar; ange ett dokument som säger samma sak"
        elif not source.text:
            cause = f"{basis.document} går inte att läsa"
        elif original := copies.get(source.id):
            cause = f"{source.id} har samma text som {original}; skriv {original} efter dokument:"
        elif standing(basis.passage, text_of(source.id) or "") is None:
            cause = (
                f"stycket som svaret bygger på står inte i {basis.document}; läs om svaret stämmer "
                "och kopiera in stycket på nytt"
            )
        else:
            continue
        found[id] = cause
    return found
