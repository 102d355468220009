"""The demo made once for all tests that look at it."""
import pytest
from tests.demo.running import run_demo


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """A demo made from nothing: its place, to be copied, and what was printed."""
    place = tmp_path_factory.mktemp("demo") / "var"
    return place, run_demo(place)
