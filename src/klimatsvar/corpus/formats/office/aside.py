"""What an office file holds beside its text: whoever downloads it sees it."""

from klimatsvar.texts.messages import Message


def told_aside(
    comments: int = 0, changes: int = 0, hidden: int = 0, notes: int = 0
) -> tuple[Message, ...]:
    """Return a warning that counts comments, tracked changes, hidden texts and speaker's notes.

    () without any.
    """
    counted = (
        ("comments", comments),
        ("tracked_changes", changes),
        ("hidden_texts", hidden),
        ("speakers_notes", notes),
    )
    found = tuple(Message.of(key, count=count) for key, count in counted if count)
    return (Message.of("aside_seen_by_others", found=found),) if found else ()
