"""What kind of evidence a wave is: its sampling design in the analysis file, its domains, and what has to be said about it."""

from dataclasses import dataclass, replace

from pipeline.design import Design
from pipeline.errors import DesignError


@dataclass(frozen=True)
class Kind:
    """Design and domain columns of the waves of one kind; `sampling` is how the sample came about, in both languages.

    `ranked` is the domain column whose domains get rank sets.
    """

    design: Design
    domains: tuple[str, ...]
    sampling: dict[str, str]
    ranked: str | None = None


KINDS = {
    "household": Kind(
        Design(stratum="stratum", psu="psu", nested=True), ("stratum",),
        {"code": "probability", "vi": "mẫu xác suất", "en": "probability sample"},
    ),
    # Visitors of one desk on one day resemble one another; with the first desk-day alone there is no interval yet, not no result.
    "desk": Kind(
        Design(psu="psu", lonely="adjust"), ("service_point",),
        {"code": "self-selected", "vi": "không phải mẫu xác suất", "en": "not a probability sample"}, ranked="service_point",
    ),
    # Everybody on the list is a PSU; the column that numbers them makes the additive table one that can be kept.
    "leaders": Kind(
        Design(psu="serial", lonely="adjust"), ("stratum",),
        {"code": "census", "vi": "toàn bộ danh sách", "en": "census of a list"},
    ),
}
SETTABLE = ("lonely",)
# How paper is keyed is the collection's business (the share that two people key); no estimate hangs on it.
COLLECTION = ("double_entry",)


def kind_of(kind: str, wave_design: dict) -> Kind:
    """The kind with what the wave's own design says otherwise; DesignError names what can be said."""
    unknown = sorted(wave_design.keys() - {*SETTABLE, *COLLECTION})
    if unknown:
        raise DesignError(f"the wave's design says {', '.join(unknown)}; expected only {', '.join((*SETTABLE, *COLLECTION))}")
    settings = {name: wave_design[name] for name in SETTABLE if name in wave_design}
    return replace(KINDS[kind], design=replace(KINDS[kind].design, **settings))
