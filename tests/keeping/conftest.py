"""The stage of releases, to be computed night after night."""
from __future__ import annotations

from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures
from tests.releasing.conftest import decided, proposed, stage  # noqa: F401 - fixtures
