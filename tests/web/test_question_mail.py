"""What residents miss is mailed to staff, by a real server on this machine."""

import socket
import socketserver
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from klimatsvar.cli import main
from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.web.question_log import Journal

TODAY = date.today()


class Session(socketserver.StreamRequestHandler):
    """One connection of a mail program, as RFC 5321 has it."""

    server: "MailServer"

    def handle(self) -> None:
        self.say("220 brev.aby.se ESMTP")
        taken = []
        for line in self.rfile:
            command = line.decode().strip()
            match command.partition(":")[0].upper().split()[0]:
                case "EHLO":
                    self.say("250-brev.aby.se", "250 SMTPUTF8")
                case "RCPT" if "okand" in command:
                    self.say("550 no such user")
                case "RCPT":
                    taken.append(command.partition(":")[2])
                    self.say("250 OK")
                case "MAIL" | "RSET":
                    self.say("250 OK")
                case "DATA":
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    self.server.taken.append((taken, b"".join(lines)))
                    self.say("250 OK")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("502 not known")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails, but for those to somebody called ``okand``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[tuple[list[str], bytes]] = []

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def set_up(folder: Path, port: int, security: str = "none", to: str = '"a@aby.se"') -> None:
    (folder / "klimatsvar.toml").write_text(
        f"title = 'Klimatsvar Åby'\nlog_questions = true\nreport_to = [{to}]\n[mail]\n"
        f"host = '127.0.0.1'\nport = {port}\nsecurity = '{security}'\nsender = 'k@aby.se'\n",
        "utf-8",
    )


def keep(folder: Path, *asked: tuple[str, str, int]) -> None:
    """Keep questions: each with what came of it, and how many days ago it was asked."""
    journal = Journal(folder / "log", "questions", 30)
    journal.prepare()
    for question, kind, ago in asked:
        line = {"question": question, "language": "sv", "kind": kind}
        journal.write(TODAY - timedelta(ago), line)


class Command:
    """Runs the command in this process, in an empty folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return its exit code, and what it prints on standard output and error."""
        with pytest.raises(SystemExit) as ended:
            main(["stats", "--mail", *arguments])
        told = self._capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, capsys)


def test_what_was_asked_in_vain_this_week_is_mailed(command: Command, server: MailServer) -> None:
    set_up(command.folder, server.port, to='"a@aby.se", "b@aby.se"')
    keep(
        command.folder,
        ("Vad kostar badet?", "refused", 0),
        ("=Får jag elda löv?", "possible", 6),
        ("Vad är det?", "grounded", 6),
        ("Vem äger skogen?", "refused", 7),
    )
    code, out, _ = command("--days", "7")
    assert (code, out) == (0, "Skickat till a@aby.se, b@aby.se.\n")
    [(taken, content)] = server.taken
    assert taken == ["<a@aby.se>", "<b@aby.se>"]
    mail = message_from_bytes(content, EmailMessage, policy=policy.default)
    assert (mail["from"], mail["to"]) == ("k@aby.se", "a@aby.se, b@aby.se")
    assert mail["subject"] == "Klimatsvar Åby: frågor utan svar (1)"
    text, table = mail.iter_parts()
    since = TODAY - timedelta(6)
    assert text.get_content().splitlines() == [
        f"Frågor till Klimatsvar Åby sedan {since}: 3. Besvarade: 1. Osäkra svar: 1. Utan svar: 1.",
        "",
        "Frågor utan svar:",
        "- Vad kostar badet? (1)",
        "",
        "Frågor med osäkert svar:",
        "- =Får jag elda löv? (1)",
        "",
        "Alla frågor står i tabellen som följer med. Svaren kan läggas till på personalsidorna, "
        "under Egna svar.",
        "Frågorna raderas ur tjänsten efter 30 dagar. Radera då det här brevet också: en fråga kan "
        "tala om vem som ställde den.",
    ]
    assert table.get_filename() == "fragor.csv"
    assert table.get_payload(decode=True).decode("utf-8-sig").splitlines() == [
        "läge;antal;senast;fråga",
        f"utan svar;1;{TODAY};Vad kostar badet?",
        f"osäkert svar;1;{since};'=Får jag elda löv?",
    ]


def test_no_mail_is_sent_where_every_question_was_answered(
    command: Command, server: MailServer
) -> None:
    set_up(command.folder, server.port)
    keep(command.folder, ("Vad är det?", "grounded", 0), ("Vem äger skogen?", "refused", 7))
    code, out, _ = command("--days", "7")
    assert (code, out) == (
        0,
        "Alla frågor fick ett säkert svar. Inget brev skickas.\n",
    )
    assert server.taken == []


@pytest.mark.parametrize(
    ("security", "to", "why", "sent"),
    [
        ("starttls", '"a@aby.se"', "STARTTLS extension not supported by server", 0),
        ("none", '"okand@aby.se"', "no such user", 0),
        ("none", '"a@aby.se", "okand@aby.se"', "servern skickar inte till okand@aby.se; kon", 1),
    ],
)
def test_a_mail_that_is_not_taken_is_told(
    command: Command, server: MailServer, security: str, to: str, why: str, sent: int
) -> None:
    set_up(command.folder, server.port, security, to)
    keep(command.folder, ("Vad kostar badet?", "refused", 0))
    code, _, err = command()
    assert code == 1
    assert err.startswith(f"klimatsvar: 127.0.0.1:{server.port}: ")
    assert why in err
    assert len(server.taken) == sent


def test_a_server_that_is_not_there_is_told(command: Command) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        set_up(command.folder, held.getsockname()[1])
        keep(command.folder, ("Vad kostar badet?", "refused", 0))
        code, _, err = command()
    assert code == 1
    assert "brevet gick inte att skicka (”[Errno 111] Connection refused”); " in err


def test_it_is_off_until_somebody_is_named(command: Command) -> None:
    (command.folder / "klimatsvar.toml").write_text("log_questions = true\n", "utf-8")
    code, _, err = command()
    assert code == 1
    assert "report_to: ingen är angiven att skicka till" in err


SERVER = "[mail]\nhost = 'a'\nsender = 'k@aby.se'\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("report_to = ['a@aby.se']", r"report_to needs \[mail\]"),
        ('report_to = ["a@aby.se\\nBcc: b@aby.se"]', r"report_to\.0: has the wrong form"),
        (SERVER + "security = 'none'\nuser = 'k'", 'user needs security = "starttls" or "tls"'),
        (SERVER + "password = 'sekret'", "set KLIMATSVAR_MAIL_PASSWORD in the environment"),
    ],
)
def test_an_impossible_mail_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("klimatsvar.toml").write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=why):
        Settings.load()
