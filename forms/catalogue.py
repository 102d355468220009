"""The instruments that come with the product, by code and version."""

from functools import lru_cache
from pathlib import Path

from forms.definition import Instrument
from forms.mistakes import InstrumentError, Mistake
from forms.reading import read_file

FOLDER = Path(__file__).parent / "instruments"


def catalogue() -> list[tuple[str, str]]:
    """Every packaged (code, version), sorted; versions start with the year, so the newest comes last."""
    return sorted((path.parent.name, path.stem) for path in FOLDER.glob("*/*.toml"))


@lru_cache(maxsize=None)
def load(code: str, version: str | None = None) -> Instrument:
    """The packaged instrument, its newest version when none is named; LookupError names those there are."""
    versions = [known for name, known in catalogue() if name == code]
    if not versions or version not in (None, *versions):
        known = ", ".join("/".join(entry) for entry in catalogue())
        raise LookupError(f"there is no instrument {code!r} version {version or '(newest)'!r}; there are {known}")
    path = FOLDER / code / f"{version or versions[-1]}.toml"
    instrument = read_file(path)
    if (instrument.code, instrument.version) != (code, path.stem):
        what = f"says {instrument.code} {instrument.version}, its place says {code} {path.stem}"
        raise InstrumentError([Mistake(str(path), "code, version", what, "Make both the same")])
    return instrument
