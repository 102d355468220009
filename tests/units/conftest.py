"""Shared by the tests of units: the clients of the tests of waves."""
from tests.wave_life.conftest import as_role, staff  # noqa: F401 - fixtures
