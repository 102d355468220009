"""Reads a CSV file as Excel and others write it: UTF-8 or Unicode text, split by comma, semicolon or tab."""
from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from survey_app.importing.tables import Table, Unreadable, is_blank, to_table

DELIMITERS = ",;\t"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Excel's own hint, which it does not show as a row.
HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_delimited(path: Path, sheet: str | None = None) -> Table:
    """The table in a delimited text file; raises Unreadable, also when a sheet is asked for."""
    if sheet is not None:
        raise Unreadable(f"{path.name} is a text file and has no sheets; leave out --sheet")
    text = _decoded(path)
    hint = HINT.match(text)
    delimiter = hint[1] if hint else _delimiter_of(text)
    return to_table(path.name, _rows(path.name, text[hint.end():] if hint else text, delimiter))


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable(f"{path.name} is a workbook under the name of a text file; name it .xlsx")
    encoding = "utf-16" if content.startswith(UTF16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{path.name}, line {line}: not UTF-8 text (an older Vietnamese encoding?). In Excel save as “CSV UTF-8”") from None
    if "\0" in text:
        raise Unreadable(f"{path.name} is not UTF-8 text. In Excel save as “CSV UTF-8”")
    return text


def _delimiter_of(text: str) -> str:
    """The sign that splits the header most often: quoted parts of it do not count."""
    header = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(DELIMITERS, key=header.count)


def _rows(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = 0
    try:
        for cells in reader:
            width = width or len(cells)
            if not is_blank(cells) and len(cells) < width:
                raise Unreadable(f"{name}, line {reader.line_num}: {len(cells)} of {width} cells. Was the file cut? Every row needs all its separators, also before blanks")
            yield cells
    except csv.Error as error:
        raise Unreadable(f"{name}, line {reader.line_num}: {error}. Look for a quotation mark that is not closed") from None
