"""What residents miss, as a mail to those who keep the documents."""

import smtplib
import ssl
from collections.abc import Mapping
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from typing import Final

from klimatsvar.errors import KlimatsvarError, SettingsError
from klimatsvar.settings import MailServer, Settings
from klimatsvar.texts import command_texts
from klimatsvar.web.question_log import Missed, Stats, as_csv, questions, stats, verdicts

_MOST_SHOWN: Final = 20
"""Groups of questions in the text; the table that goes with it has all."""
_SECONDS: Final = 30
"""For the server to answer."""


def stats_of(settings: Settings, days: int | None = None, today: date | None = None) -> Stats:
    """Sum up what is kept, or what of it is of the last ``days``. Raises KlimatsvarError."""
    since = (today or date.today()) - timedelta(days - 1) if days else date.min
    asked, judged = (
        [line for line in journal.read() if date.fromisoformat(line["day"]) >= since]
        for journal in (questions(settings), verdicts(settings))
    )
    return stats(asked, judged)


def as_mail(found: Stats, settings: Settings, server: MailServer) -> EmailMessage:
    """Return what is ``found`` as a mail to ``settings.report_to``, with a table for Excel."""
    in_vain = found.asked - found.answered - found.possible
    words = command_texts(settings.language)
    mail = EmailMessage()
    mail["From"] = server.sender
    mail["To"] = ", ".join(settings.report_to)
    mail["Subject"] = words["mail_subject"].format(title=settings.title, missed=in_vain)
    mail["Date"] = localtime()
    mail["Message-ID"] = make_msgid(domain=server.sender.partition("@")[2])
    lines = [
        words["mail_asked"].format(
            title=settings.title,
            since=found.since,
            asked=found.asked,
            answered=found.answered,
            possible=found.possible,
            missed=in_vain,
        ),
        *_listed("mail_missed", found.missed, words),
        *_listed("mail_doubtful", found.doubtful, words),
        "",
        words["mail_table"],
        words["mail_delete"].format(days=settings.log_days),
    ]
    mail.set_content("\n".join(lines) + "\n")
    mail.add_attachment(
        as_csv(found, settings.language).encode("utf-8-sig"),
        maintype="text",
        subtype="csv",
        filename=words["mail_file"],
    )
    return mail


def _listed(heading: str, groups: tuple[Missed, ...], words: Mapping[str, str]) -> list[str]:
    shown = [f"- {group.question} ({group.count})" for group in groups[:_MOST_SHOWN]]
    more = len(groups) - len(shown)
    rest = [words["mail_more"].format(more=more)] if more else []
    return ["", f"{words[heading]}:", *shown, *rest] if groups else []


def send(mail: EmailMessage, server: MailServer) -> None:
    """Hand a mail to the server. Raises KlimatsvarError where it isn't taken, by all or by some."""
    place = f"{server.host}:{server.port}"
    if server.user and server.password is None:
        raise SettingsError("mail_without_password")
    encrypted = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=encrypted)
            if server.security == "tls"
            else smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        ) as connection:
            if server.security == "starttls":
                connection.starttls(context=encrypted)
            if server.user and server.password:
                connection.login(server.user, server.password.get_secret_value())
            refused = connection.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise KlimatsvarError("mail_not_sent", server=place, reason=_reason(error)) from error
    if refused:
        raise KlimatsvarError("mail_refused", server=place, to=", ".join(refused))


def _reason(error: Exception) -> str:
    """Return what a server or the system says of a failure, on one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        told = error.smtp_error
        text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
        return f"{error.smtp_code} {' '.join(text.split())}"
    return " ".join(str(error).split()) or type(error).__name__
