"""What an office file holds beside its text: whoever downloads it sees it."""


def told_aside(comments: int = 0, changes: int = 0, hidden: int = 0) -> tuple[str, ...]:
    """Return a warning that counts comments, tracked changes and hidden texts; () without any."""
    counted = (
        (comments, "kommentar", "kommentarer"),
        (changes, "spårad ändring", "spårade ändringar"),
        (hidden, "dold text", "dolda texter"),
    )
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
    if not parts:
        return ()
    *others, last = parts
    listed = f"{', '.join(others)} och {last}" if others else last
    return (
        f"filen har {listed}; det syns för den som laddar ner den, så ta bort det och spara om "
        "filen",
    )
