"""What kind of evidence a wave is: its sampling design in the analysis file, its domains, and what has to be said about it."""

from dataclasses import dataclass, replace

from pipeline.design import Design
from pipeline.errors import DesignError


@dataclass(frozen=True)
class Kind:
    """Design and domain columns of the waves of one kind; `sampling` is how the sample came about, in both languages.

    domains: columns of the analysis file, or kinds of `answer_domains`, that are reported on. ranked: those whose domains
    get rank sets. paired: those whose domains are compared two by two; against_rest: each with everybody else.
    points: the index in points that priorities count (None: the kind has no priorities). weight: the column of base
    weights, for kinds that may be weighted. target: what items should reach, where nothing says otherwise.
    """

    design: Design
    domains: tuple[str, ...]
    sampling: dict[str, str]
    ranked: tuple[str, ...] = ()
    paired: tuple[str, ...] = ()
    against_rest: tuple[str, ...] = ()
    points: str | None = None
    weight: str | None = None
    target: float | None = None


KINDS = {
    "household": Kind(
        Design(stratum="variance_stratum", psu="variance_psu", nested=True),
        ("stratum", "district", "commune", "sex", "age", "experience", "channel"),
        {"code": "probability", "vi": "mẫu xác suất", "en": "probability sample"},
        ranked=("commune",), paired=("stratum", "sex", "age", "experience", "channel"), against_rest=("commune",),
        points="par_service", weight="weight",
    ),
    # Visitors of one desk on one day resemble one another; with the first desk-day alone there is no interval yet, not no result.
    "desk": Kind(
        Design(psu="psu", lonely="adjust"), ("service_point", "commune", "channel"),
        {"code": "self-selected", "vi": "không phải mẫu xác suất", "en": "not a probability sample"},
        ranked=("service_point",), paired=("channel",), against_rest=("service_point",),
    ),
    # Everybody on the list is a PSU; the column that numbers them makes the additive table one that can be kept. Who answered
    # is a part of a finite list: the error is that of the part that did not, and none is left when all have answered.
    "leaders": Kind(
        Design(psu="serial", fpc="listed", lonely="adjust"), ("stratum",),
        {"code": "census", "vi": "toàn bộ danh sách", "en": "census of a list"}, paired=("stratum",),
    ),
}
WEIGHTINGS = ("official", "weighted")
SETTABLE = ("lonely", "weighting", "target")
# How paper is keyed is the collection's business (the share that two people key); no estimate hangs on it.
COLLECTION = ("double_entry",)


def kind_of(kind: str, wave_design: dict) -> Kind:
    """The kind with what the wave's own design says otherwise; DesignError names what can be said."""
    unknown = sorted(wave_design.keys() - {*SETTABLE, *COLLECTION})
    if unknown:
        raise DesignError(f"the wave's design says {', '.join(unknown)}; expected only {', '.join((*SETTABLE, *COLLECTION))}")
    found, settings = KINDS[kind], {name: wave_design[name] for name in ("lonely",) if name in wave_design}
    if _weighting(kind, found, wave_design) == "weighted":
        settings["weight"] = found.weight
    return replace(found, design=replace(found.design, **settings), target=_target(wave_design))


def other_design(kind: Kind) -> Design:
    """The kind's design under the weighting it does not publish by."""
    return replace(kind.design, weight=None if kind.design.weight else kind.weight)


def _weighting(name: str, kind: Kind, wave_design: dict) -> str:
    weighting = wave_design.get("weighting", WEIGHTINGS[0])
    if weighting not in WEIGHTINGS:
        raise DesignError(f"the wave's design says weighting {weighting!r}; expected one of {', '.join(WEIGHTINGS)}")
    if weighting == "weighted" and kind.weight is None:
        raise DesignError(f"the wave's design says weighting 'weighted', but a {name} wave has no selection probabilities; expected 'official'")
    return weighting


def _target(wave_design: dict) -> float | None:
    target = wave_design.get("target")
    if target is not None and (isinstance(target, bool) or not isinstance(target, int | float) or not 0 < target <= 100):
        raise DesignError(f"the wave's design says target {target!r}; expected a score above 0 and at most 100")
    return None if target is None else float(target)
