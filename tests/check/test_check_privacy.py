"""Where questions are kept, residents must be told who answers for that."""

from klimatsvar.check import check_privacy
from klimatsvar.settings import Privacy, Settings

BASIS = Privacy(controller="Nämnden", officer="ombud@boras.example", legal_basis="6.1 e")


def missing(**set: object) -> list[str]:
    findings = list(check_privacy(Settings.load(**set)))
    assert {finding.level for finding in findings} <= {"warning"}
    return [finding.told("sv").remedy.split()[3] for finding in findings]


def test_what_is_not_told_where_questions_are_kept_is_warned_of() -> None:
    assert missing() == []
    assert missing(feedback=True) == []  # a verdict is no personal data
    assert missing(log_questions=True) == ["controller", "officer", "legal_basis"]
    assert missing(log_questions=True, organisation="Staden") == ["officer", "legal_basis"]
    assert missing(log_questions=True, privacy=BASIS) == []
    (first, *_) = check_privacy(Settings.load(log_questions=True))
    assert (first.file, first.told("sv").cause) == (
        "klimatsvar.toml",
        "frågorna sparas (log_questions), men sidan om integritet säger inte vem som är "
        "personuppgiftsansvarig",
    )
