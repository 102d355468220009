"""Makes an office file the same bytes each time it is written from the same content."""
from __future__ import annotations

import io
import re
import zipfile

# The first moment that a zip archive can name.
NO_TIME = (1980, 1, 1, 0, 0, 0)
CORE = "docProps/core.xml"
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def same_bytes(content: bytes, moment: str) -> bytes:
    """The archive without the times at which its parts were written; `moment` (ISO 8601, UTC) is when the document says it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in archive.namelist():
            part = archive.read(name)
            if name == CORE:
                part = STAMP.sub(rb"\g<1>" + moment.encode() + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            written.writestr(entry, part)
    return out.getvalue()
