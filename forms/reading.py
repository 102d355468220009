"""Reads an instrument file: TOML text to located tables, the base it extends, then the checked instrument."""

import tomllib
import unicodedata
from pathlib import Path

from forms.building import build
from forms.definition import Instrument
from forms.extending import extend
from forms.mistakes import InstrumentError, Mistake, Table


def read_file(path: str | Path) -> Instrument:
    """The instrument in the TOML file `path`, its base resolved.

    `extends = "2023"` names the file 2023.toml beside it; `extends = "sipas_household/2023"` the file in the
    neighbouring folder. Raises InstrumentError naming every mistake found.
    """
    path = Path(path)
    document = parse(path)
    if "extends" not in document:
        return build(document)
    base = parse(_base_path(path, document))
    if "extends" in base:
        raise _mistake(path, "extends", f"{base.file} itself extends {base['extends']!r}", "Name a file that is whole")
    build(base)
    return build(extend(base, document))


def parse(path: Path) -> Table:
    """The tables of the TOML file, every string in NFC; InstrumentError when it cannot be read."""
    try:
        # Editors on Windows put a byte order mark before UTF-8.
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _mistake(path, "(whole file)", f"cannot be read: {error.strerror}", "Check the name and the folder") from None
    except UnicodeDecodeError as error:
        raise _mistake(path, f"byte {error.start}", "is not UTF-8", "Save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _mistake(path, "(whole file)", f"is not TOML: {error}", "Mend the line named") from None
    return located(content, str(path))


def located(value: object, file: str, key: str = "") -> object:
    """`value` with every table made a Table that knows its place, and every string in NFC."""
    if isinstance(value, dict):
        return Table({name: located(inner, file, f"{key}.{name}" if key else name) for name, inner in value.items()}, file, key)
    if isinstance(value, list):
        return [located(inner, file, f"{key}[{number}]") for number, inner in enumerate(value)]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _base_path(path: Path, document: Table) -> Path:
    name = document["extends"]
    parts = name.split("/") if isinstance(name, str) else []
    if not 1 <= len(parts) <= 2 or any(part in ("", ".", "..") for part in parts):
        raise _mistake(path, "extends", f'expected "version" or "code/version"; came {name!r}', "Name the base file so")
    folder = path.parent if len(parts) == 1 else path.parent.parent / parts[0]
    base = folder / f"{parts[-1]}.toml"
    if not base.is_file():
        raise _mistake(path, "extends", f"there is no {base}", "Name a version that exists, without .toml")
    return base


def _mistake(path: Path, key: str, what: str, remedy: str) -> InstrumentError:
    return InstrumentError([Mistake(str(path), key, what, remedy)])
