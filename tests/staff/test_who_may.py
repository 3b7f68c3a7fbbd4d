"""Who is let in to the staff pages, and what is tried by those who are not."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from visiting import Visitor, visitor

from command import KLIMATSVAR
from klimatsvar.errors import KlimatsvarError, SettingsError
from klimatsvar.settings import Settings, StaffPages
from klimatsvar.staff.app import create_app
from klimatsvar.staff.password import fits, set_password, stamp
from klimatsvar.staff.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from klimatsvar.staff.who import require_set_up
from staff_toy import toy_desk

PASSWORD = "vinter i skogen"
PROXY, STRANGER = ("10.0.0.5", 4000), ("10.0.0.9", 4000)


def with_staff(settings: Settings, **given: object) -> Settings:
    staff = StaffPages(folder=settings.staff.folder, **given)
    return settings.model_copy(update={"staff": staff})


def sign_in(someone: Visitor, password: str = PASSWORD, **headers: str) -> int:
    sent = {"namn": "Anna", "losenord": password}
    return someone.client.post("/logga-in", data=sent, headers=headers).status_code


def journal(settings: Settings) -> list[tuple[str, str]]:
    lines = (settings.staff.folder / "journal.jsonl").read_text("utf-8").splitlines()
    return [(line["who"], line["what"]) for line in map(json.loads, lines)]


def test_without_a_password_whoever_sits_at_the_machine_may(anna: Visitor) -> None:
    assert anna.get("/dokument").status_code == 200
    assert "Inloggad: lokal" in anna.get("/dokument").text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (STRANGER, {}),
        (("127.0.0.1", 1), {"x-forwarded-for": "10.0.0.9"}),  # a proxy that opens it to others
        (("127.0.0.1", 1), {"forwarded": "for=10.0.0.9"}),
        (("127.0.0.1", 1), {"host": "ond.example:7861"}),  # a name that was made to lead here
    ],
)
def test_without_a_password_nobody_else_may(
    settings: Settings, address: tuple[str, int], headers: dict[str, str]
) -> None:
    stranger = visitor(toy_desk(settings), address)
    answer = stranger.get("/dokument", **headers)
    assert answer.status_code == 403
    assert "klimatsvar staff password" in answer.text
    assert "a.md" not in answer.text


def test_nothing_is_served_to_others_before_it_is_set_who_may(settings: Settings) -> None:
    here, everywhere = settings.staff, settings.staff.model_copy(update={"host": "0.0.0.0"})
    require_set_up(here)
    with pytest.raises(SettingsError, match="no password and no proxy tells who may"):
        require_set_up(everywhere)
    set_password(here.folder, PASSWORD)
    require_set_up(everywhere)


def test_with_a_password_one_signs_in(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    anna = visitor(toy_desk(settings), STRANGER)
    assert anna.get("/dokument").url.path == "/logga-in"
    assert sign_in(anna, "sommar i skogen") == 403
    assert anna.get("/dokument").url.path == "/logga-in"
    assert sign_in(anna) == 200
    [cookie] = anna.client.cookies.jar
    assert (cookie.path, cookie.secure, cookie.expires) == ("/", False, None)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Strict"
    assert "Inloggad: Anna" in anna.get("/dokument").text
    assert journal(settings) == [("Anna", "wrong_password"), ("Anna", "sign_in")]
    anna.post("/logga-ut")
    assert anna.get("/dokument").url.path == "/logga-in"


def test_a_name_that_was_typed_in_vain_is_shown_as_it_is(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    sent = {"namn": f"\u202eannA{'a' * 100}", "losenord": "gissning"}
    visitor(toy_desk(settings), STRANGER).client.post("/logga-in", data=sent)
    assert journal(settings) == [(f"\\u202eannA{'a' * 55}", "wrong_password")]


def test_who_signs_in_to_the_pages_of_another_department_stays_signed_in(
    settings: Settings,
) -> None:
    set_password(settings.staff.folder, PASSWORD)
    both = [visitor(toy_desk(with_staff(settings, port=port)), STRANGER) for port in (7861, 7862)]
    both[1].client.cookies = both[0].client.cookies  # browsers send them to every port
    assert [sign_in(pages) for pages in both] == [200, 200]
    assert [pages.get("/dokument").url.path for pages in both] == ["/dokument"] * 2


def test_over_https_the_cookie_goes_no_other_way(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    anna = visitor(toy_desk(settings))
    sign_in(anna, **{"x-forwarded-proto": "https"})
    assert [cookie.secure for cookie in anna.client.cookies.jar] == [True]


def test_the_sixth_try_within_a_minute_must_wait(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    desk = toy_desk(settings)
    app = create_app(desk)
    guesser = visitor(desk, STRANGER, app)
    tried = [sign_in(guesser, f"gissning nummer {n}") for n in range(10)]
    assert tried == [403] * 5 + [429] * 5
    assert sign_in(guesser) == 429  # now also with the right one
    forged = {"x-forwarded-for": "10.9.9.9"}  # believed from trusted proxies only
    assert sign_in(guesser, **forged) == 429
    assert sign_in(visitor(desk, PROXY, app)) == 200  # who comes from elsewhere is not shut out


def test_a_session_ends_when_the_password_changes(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    anna = visitor(toy_desk(settings))
    sign_in(anna)
    page = anna.get("/dokument").text
    set_password(settings.staff.folder, "sommar vid havet")
    assert anna.get("/dokument").url.path == "/logga-in"
    assert anna.post("/dokument/ta-bort?fil=a.md", page).status_code == 403
    assert (settings.corpus / "a.md").exists()
    assert sign_in(anna) == 403
    assert sign_in(anna, "sommar vid havet") == 200


def test_a_session_of_the_machine_ends_when_a_password_is_set(settings: Settings) -> None:
    anna = visitor(toy_desk(settings))
    page = anna.get("/dokument").text
    set_password(settings.staff.folder, PASSWORD)
    assert anna.get("/dokument").url.path == "/logga-in"
    assert anna.post("/dokument/ta-bort?fil=a.md", page).status_code == 403


def test_a_session_ends_with_time() -> None:
    now = 0.0
    sessions = Sessions(lambda: now)
    token, _ = sessions.begin("Anna", "password", "s")
    now = IDLE_SECONDS
    assert sessions.find(token, "s") is not None
    now = 2 * IDLE_SECONDS + 1
    assert sessions.find(token, "s") is None
    token, _ = sessions.begin("Anna", "password", "s")
    for _ in range(12):
        now += LONGEST_SECONDS / 12
        assert sessions.find(token, "s") is not None
    now += 1
    assert sessions.find(token, "s") is None
    assert sessions.find("", "s") is None


def test_a_password_that_is_too_short_is_not_set(tmp_path: Path) -> None:
    with pytest.raises(KlimatsvarError, match="shorter than 12 characters"):
        set_password(tmp_path, "elva tecken")
    assert stamp(tmp_path) is None
    assert not fits(tmp_path, "")


def test_a_password_that_cannot_be_read_lets_nobody_in(settings: Settings) -> None:
    (settings.staff.folder / "password").mkdir(parents=True)
    with pytest.raises(KlimatsvarError, match="password: can't be read"):
        visitor(toy_desk(settings)).get("/dokument")
    (settings.staff.folder / "password").rmdir()
    (settings.staff.folder / "password").write_text("", "utf-8")
    assert not fits(settings.staff.folder, "")
    assert visitor(toy_desk(settings)).get("/dokument").url.path == "/logga-in"


def test_only_the_owner_may_read_what_is_kept(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    visitor(toy_desk(settings)).client.post("/logga-in", data={"namn": "A", "losenord": "x"})
    kept = [settings.staff.folder, *settings.staff.folder.iterdir()]
    assert {path.name: path.stat().st_mode & 0o777 for path in kept} == {
        "staff": 0o700,
        "password": 0o600,
        "journal.jsonl": 0o600,
    }


def test_a_proxy_tells_who_it_is_and_nobody_else_can(settings: Settings) -> None:
    settings = with_staff(settings, user_header="X-Forwarded-User", proxies=("10.0.0.5/32",))
    desk = toy_desk(settings)
    assert "Inloggad: bo@x.se" in visitor(desk, PROXY).get("/dokument", **_USER).text
    for someone, headers in [
        (STRANGER, _USER),
        (("127.0.0.1", 1), _USER),
        (STRANGER, _USER | {"x-forwarded-for": "10.0.0.5"}),
        (PROXY, {}),
        (PROXY, {"X-Forwarded-User": " "}),
        (PROXY, {"X-Forwarded-User": "x" * 101}),
    ]:
        answer = visitor(desk, someone).get("/dokument", **headers)
        assert answer.status_code == 403
        assert "bara genom kommunens inloggning" in answer.text


def test_a_header_that_came_twice_is_not_believed(settings: Settings) -> None:
    settings = with_staff(settings, user_header="X-Forwarded-User", proxies=("10.0.0.5/32",))
    client = visitor(toy_desk(settings), PROXY).client
    twice = [("X-Forwarded-User", "chef@x.se"), ("X-Forwarded-User", "bo@x.se")]
    assert client.get("/dokument", headers=twice).status_code == 403


def test_another_user_of_the_proxy_gets_another_session(settings: Settings) -> None:
    settings = with_staff(settings, user_header="X-Forwarded-User", proxies=("10.0.0.5/32",))
    someone = visitor(toy_desk(settings), PROXY)
    page = someone.get("/dokument", **_USER).text
    someone.client.headers["X-Forwarded-User"] = "eva@x.se"
    assert someone.post("/dokument/ta-bort?fil=a.md", page).status_code == 403
    assert someone.post("/dokument/ta-bort?fil=a.md").status_code == 200
    assert journal(settings) == [("eva@x.se", "remove")]


_USER = {"X-Forwarded-User": "bo@x.se"}


@pytest.mark.parametrize(
    "form", ['name="csrf" value="fel"', 'name="csrf" value=""', "", 'name="csrf" value="åäö"']
)
def test_a_form_that_another_page_made_is_not_taken(anna: Visitor, form: str) -> None:
    for path in (
        "/dokument/ta-bort?fil=a.md",
        "/dokument/uppgifter?fil=a.md",
        "/dokument/lagg-till",
        "/bygge/starta",
        "/bygge/publicera",
        "/bygge/tillbaka",
        "/borttaget/aterta",
        "/prova",
        "/svar/skriv",
        "/svar/spara",
        "/svar/ta-bort?fil=svar/a.md",
        "/tabell/ordlista/spara",
        "/tabell/ordlista/ta-bort",
        "/logga-ut",
    ):
        answer = anna.post(path, form or "inget formulär")
        assert answer.status_code == 403, path
        assert "Formuläret kunde inte tas emot" in answer.text
    assert (anna.desk.settings.corpus / "a.md").exists()
    assert not (anna.desk.settings.staff.folder / "journal.jsonl").exists()


def test_another_site_cannot_sign_anybody_in(settings: Settings) -> None:
    set_password(settings.staff.folder, PASSWORD)
    anna = visitor(toy_desk(settings))
    assert sign_in(anna, **{"sec-fetch-site": "cross-site"}) == 403
    assert not anna.client.cookies


def test_a_form_that_is_too_large_is_not_read(anna: Visitor) -> None:
    answer = anna.post("/bygge/starta", x="x" * 300_000)
    assert answer.status_code == 413
    assert "Det du skickade är för stort" in answer.text


def test_headers_keep_other_sites_and_scripts_out(anna: Visitor) -> None:
    headers = anna.get("/dokument").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert anna.get("/finns-inte").status_code == 404


def test_nothing_is_done_that_is_not_on_record(anna: Visitor, settings: Settings) -> None:
    anna.get("/dokument")
    (settings.staff.folder / "journal.jsonl").mkdir(parents=True)
    page = anna.post("/dokument/ta-bort?fil=a.md").text
    assert "så ingenting gjordes; frigör plats på disken" in page
    assert (settings.corpus / "a.md").exists()


def test_the_command_sets_the_password(tmp_path: Path) -> None:
    known = {k: v for k, v in os.environ.items() if not k.startswith("KLIMATSVAR_")}
    done = subprocess.run(
        [KLIMATSVAR, "staff", "password", "--folder", tmp_path / "s"],
        env=known,
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert fits(tmp_path / "s", PASSWORD)
