"""Small invented surveys for the engine's tests."""

import pyarrow as pa
import pytest

from pipeline.indices import Definition
from tests.pipeline.small_surveys import small_definition, small_survey


@pytest.fixture(scope="session")
def definition() -> Definition:
    return small_definition()


@pytest.fixture(scope="session")
def survey() -> pa.Table:
    return small_survey()
