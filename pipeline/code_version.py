"""Which code computed a run: the package's version and a digest of the pipeline's sources as they lie here."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCES = (".py", ".toml")


@cache
def code_version() -> str:
    """For example 0.1.0+3f9a1c07d2be: the digest tells apart what a version number forgot to."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in SOURCES):
        # Line ends differ between a checkout on Windows and one elsewhere.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(FOLDER).as_posix()} {len(content)}\n".encode() + content)
    return f"{_package_version()}+{digest.hexdigest()[:12]}"


def _package_version() -> str:
    try:
        return version("sipas")
    except PackageNotFoundError:
        return "0"
