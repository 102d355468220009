"""Lets what the demo makes be recorded under the name of the account that would have done it."""
from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from flask_login import LoginManager, UserMixin, login_user


@dataclass
class _Member(UserMixin):
    """All that the journal asks of a person logged in."""

    username: str

    def get_id(self) -> str:
        return self.username


@contextmanager
def acting_as(username: str) -> Iterator[None]:
    """Within this block journal and ledgers name `username`; nobody's session begins."""
    app = Flask(__name__)
    app.secret_key = secrets.token_hex(16)
    LoginManager(app)
    with app.test_request_context():
        login_user(_Member(username))
        yield
