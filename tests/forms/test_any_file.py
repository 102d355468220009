"""However an instrument file is broken, its author gets an InstrumentError, never a traceback of ours."""

import copy
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.building import build
from forms.extending import extend
from forms.mistakes import InstrumentError
from forms.reading import located

FOLDER = Path(__file__).parent / "instruments"
SMALL = tomllib.loads((FOLDER / "small.toml").read_text(encoding="utf-8"))
NEXT = tomllib.loads((FOLDER / "next.toml").read_text(encoding="utf-8"))
GONE = object()


def places(value, path=()):
    """The path of every value inside a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from places(part, (*path, key))


def broken(document, path, value):
    """A copy of the document with another value at `path`, or none."""
    document = copy.deepcopy(document)
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


strange = st.sampled_from([GONE, None, 0, -1, 2, True, 1.5, "", "S1", "1.1", "ref", "x y", [], ["S1"], [[]], {}, [{}], {"code": "S"}])


def build_or_tell(make):
    try:
        make()
    except InstrumentError as error:
        assert all(mistake.key and mistake.what and mistake.remedy for mistake in error.mistakes)


def test_unbroken_documents_are_built():
    assert build(located(SMALL, "small")).items
    assert build(extend(located(SMALL, "small"), located(NEXT, "next"))).items


@settings(deadline=None, max_examples=200)
@given(path=st.sampled_from(list(places(SMALL))), value=strange)
def test_broken_file(path, value):
    build_or_tell(lambda: build(located(broken(SMALL, path, value), "small")))


@settings(deadline=None, max_examples=200)
@given(path=st.sampled_from(list(places(NEXT))), value=strange)
def test_broken_differences(path, value):
    build_or_tell(lambda: build(extend(located(SMALL, "small"), located(broken(NEXT, path, value), "next"))))


@pytest.mark.parametrize("path", [path for path in places(SMALL) if path[-1] == "code"])
def test_missing_code_is_told_at_its_place(path):
    with pytest.raises(InstrumentError) as caught:
        build(located(broken(SMALL, path, GONE), "small"))
    assert caught.value.key.endswith("code")
