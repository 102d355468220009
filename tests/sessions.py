"""Clients in somebody's session, without the page on which people log in."""
from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient


def client_of(app: Flask, key: str) -> FlaskClient:
    """A client of `app` that the account with this session key uses."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = key
    return client
