"""Roughly where a request came from: a network, not an address."""
from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

# What providers give one customer or site at least: an IPv4 /24 is 256 addresses, an IPv6 /48 the usual site.
KEPT_BITS = {4: (IPv4Network, 24), 6: (IPv6Network, 48)}
UNKNOWN = "unknown"


def network_of(address: str | None) -> str:
    """ "192.0.2.7" -> "192.0.2.0/24", "2001:db8:1:2::7" -> "2001:db8:1::/48"; UNKNOWN for what is no address."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return UNKNOWN
    found: IPv4Address = getattr(found, "ipv4_mapped", None) or found
    kind, bits = KEPT_BITS[found.version]
    return str(kind((int(found), bits), strict=False))
