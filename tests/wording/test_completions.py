"""The prepared completions, sent by a model's server: what is shown is what is proven."""

from prepared import completions, documents

from klimatsvar.wording.writer import Writer
from wording.scripted import scripted, sentences


def test_every_prepared_completion_is_shown_or_dropped_as_it_is_proven() -> None:
    shown = dropped = 0
    with scripted() as server:
        writer = Writer.open(server.settings())
        for row in completions():
            support = [(support.passage, support.quote) for support in row.draft.support]
            server.says(sentences((row.draft.text, support)))
            *_, last = writer.write(row.question, row.language, row.passages, documents())
            proven = row.outcome() == "passed"
            assert [s.text for s in last.sentences] == ([row.draft.text] if proven else []), row.id
            assert last.fallback == (None if proven else "unproven"), row.id
            assert proven is False or row.faithful, row.id
            shown += proven
            dropped += not proven
    assert shown > 100
    assert dropped > 100
