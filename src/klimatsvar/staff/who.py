"""Tell who asks for a staff page, and whether they may."""

import ipaddress
from dataclasses import dataclass
from typing import Literal, TypeAlias

from starlette.requests import Request

from klimatsvar.errors import SettingsError
from klimatsvar.settings import StaffPages
from klimatsvar.staff.password import stamp
from klimatsvar.staff.sessions import Way

PEER = "klimatsvar.peer"
"""Where a request's scope has the address that it came from, whatever its headers say."""

Closed: TypeAlias = Literal["sign_in", "only_by_proxy", "not_set_up"]
"""Why someone may not: they must sign in; a proxy must; or nothing is set that could tell."""

_AT_THE_MACHINE = "lokal"
_LONGEST_NAME = 100
_HERE = ("localhost", "127.0.0.1", "[::1]")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Who:
    """Someone who may."""

    user: str
    way: Way


def who_asks(request: Request, settings: StaffPages) -> Who | Closed:
    """Return who asks, as far as no password tells it. Raises KlimatsvarError.

    A proxy's header counts only from the proxies' own addresses, and only once. Without a password
    and a proxy, whoever sits at this machine may, and asks it by its own name: so no other site's
    page can lead a browser here under another name, and no proxy can open it to others.
    """
    peer = request.scope[PEER]
    if settings.user_header:
        told = request.headers.getlist(settings.user_header)
        if len(told) == 1 and is_within(peer, settings):
            user = " ".join(told[0].split())
            if user and user.isprintable() and len(user) <= _LONGEST_NAME:
                return Who(user, "proxy")
    if stamp(settings.folder) is not None:
        return "sign_in"
    if settings.user_header:
        return "only_by_proxy"
    forwarded = any(name in request.headers for name in _FORWARDED)
    if is_loopback(peer) and not forwarded and _host(request) in _HERE:
        return Who(_AT_THE_MACHINE, "machine")
    return "not_set_up"


def require_set_up(settings: StaffPages) -> None:
    """Raise SettingsError where others than this machine could come and nothing tells who may."""
    is_open = not settings.user_header and stamp(settings.folder) is None
    if is_open and not is_loopback(settings.host):
        raise SettingsError("staff_open_to_all", host=settings.host)


def is_within(peer: str, settings: StaffPages) -> bool:
    """Tell whether an address is one of the proxies that are believed."""
    address = _address(peer)
    return address is not None and any(
        address.version == network.version and address in network for network in settings.proxies
    )


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine's own."""
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _host(request: Request) -> str:
    host = request.headers.get("host", "")
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host
