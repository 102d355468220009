"""Where a message may go: https only, and not into this machine's or a private network unless the installation allows it."""
from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST = 500
PORTS = {"https": 443, "http": 80}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All that has been given out for the public internet; the library takes every unassigned rest for global too.
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")


class BadTarget(ValueError):
    """An address that nothing may be sent to; the message says why, in English, `reason` is a code."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Target:
    """A checked address, taken apart."""

    scheme: str
    host: str
    port: int
    path: str


def read_target(url: str, *, private: bool) -> Target:
    """Take an address apart; raises BadTarget. Names are looked up only when something is sent (see `connect`)."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadTarget("unreadable", f"expected an address like https://system.example/sipas, got {url[:100]!r}") from None
    if len(url) > LONGEST or not host or parts.scheme not in PORTS or not url.isascii() or not url.isprintable() or " " in url or not _is_name(host):
        raise BadTarget("unreadable", f"expected an address like https://system.example/sipas of at most {LONGEST} ASCII signs, got {url[:100]!r}")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadTarget("unreadable", "expected an address without user name, password or fragment")
    _refuse_by_name(parts.scheme, host, private)
    return Target(parts.scheme, host, port or PORTS[parts.scheme], (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _is_name(host: str) -> bool:
    """Whether a name can be looked up at all: no label of it is empty or longer than 63 signs."""
    return all(0 < len(label) < 64 for label in host.removesuffix(".").split("."))


def _refuse_by_name(scheme: str, host: str, private: bool) -> None:
    literal = _literal(host)
    loopback = host == "localhost" or host.endswith(".localhost") or (literal is not None and literal.is_loopback)
    if scheme == "http" and not loopback:
        raise BadTarget("not_https", "expected https: only a receiver on this very machine may be told over http")
    if literal is not None or loopback:
        _refuse_inside(literal or ipaddress.ip_address("127.0.0.1"), private)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is written as, in whatever way the connection will read it (`127.1`, `0x7f000001`); None for a name. Nothing is looked up."""
    try:
        address, _ = _addresses(host.removesuffix("."), 0, socket.AI_NUMERICHOST)[0]
    except OSError:
        return None
    return ipaddress.ip_address(address.partition("%")[0])


def _addresses(host: str, port: int, flags: int = 0) -> list[tuple]:
    """Where a connection to a host would go: address and port of each."""
    return [found[4][:2] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)]


def _refuse_inside(address: ipaddress.IPv4Address | ipaddress.IPv6Address, private: bool) -> None:
    """Without leave, only addresses of the public internet: an attacker must not reach through us what only we can reach."""
    reached = _reached(address)
    public = reached.is_global and (reached.version == 4 or reached in PUBLIC_IPV6)
    if not (public or private):
        raise BadTarget("inside", f"{address} is no public address: to allow receivers in private networks set SIPAS_WEBHOOK_PRIVATE=1")
    if reached.is_link_local or reached.is_multicast or reached.is_unspecified:  # link-local holds clouds' metadata services
        raise BadTarget("inside", f"{address} can be no receiver")


def _reached(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, NAT64), else the address itself."""
    if address.version == 4:
        return address
    embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    return address.ipv4_mapped or address.sixtofour or embedded or address


def connect(target: Target, *, private: bool, timeout: float) -> http.client.HTTPConnection:
    """A connection to the target, to an address that was checked after the name was looked up; raises BadTarget, OSError."""
    found = _addresses(target.host, target.port)
    for address, _ in found:
        _refuse_inside(ipaddress.ip_address(address.partition("%")[0]), private)
    return CONNECTIONS[target.scheme](target, found[0], timeout)


class _Plain(http.client.HTTPConnection):
    """Connects to the checked address, so that no second look-up can lead elsewhere."""

    def __init__(self, target: Target, address: tuple[str, int], timeout: float):
        super().__init__(target.host, target.port, timeout=timeout)
        self._address = address

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.create_connection(self._address, self.timeout)


class _Encrypted(_Plain):
    """The same, with the receiver's certificate checked against its name."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Open the socket and encrypt it."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


CONNECTIONS = {"http": _Plain, "https": _Encrypted}
