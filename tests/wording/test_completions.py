"""The prepared completions, sent by a model's server: what is shown is what is proven."""

from collections import Counter

from prepared import completions, documents, encoder

from klimatsvar.wording.writer import Writer
from wording.scripted import scripted, sentences


def test_a_completion_is_shown_only_if_the_rules_let_it_pass_and_rarely_if_it_is_false() -> None:
    shown: Counter[bool] = Counter()
    with scripted() as server:
        writer = Writer.open(server.settings(), encoder())
        for row in completions():
            support = [(support.passage, support.quote) for support in row.draft.support]
            server.says(sentences((row.draft.text, support)))
            *_, last = writer.write(row.question, row.language, row.passages, documents())
            assert [s.text for s in last.sentences] in ([], [row.draft.text]), row.id
            assert last.fallback == (None if last.sentences else "unproven"), row.id
            assert not last.sentences or row.outcome() == "passed", row.id
            shown[row.faithful] += bool(last.sentences)
    assert shown[True] > 25
    assert shown[False] < 9
