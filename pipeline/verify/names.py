"""Names of places in a run's method: people may rename a desk or a commune at any time, and no figure hangs on what it is called."""

from collections.abc import Mapping


def without_names(method: Mapping) -> dict:
    """The method with the codes of its domains, and without what places are called; what answers are called stands in the instrument and stays."""
    domains = {kind: about if about.get("item") else about | {"names": sorted(about.get("names", {}))} for kind, about in method.get("domains", {}).items()}
    return {**method, "domains": domains}


def renamed(then: Mapping, now: Mapping) -> int:
    """How many domains that both have are called otherwise."""
    return sum(name != other[code] for kind, names in _names(then).items() for code, name in names.items() if code in (other := _names(now).get(kind, {})))


def _names(method: Mapping) -> dict[str, Mapping]:
    return {kind: about.get("names", {}) for kind, about in method.get("domains", {}).items() if not about.get("item")}
