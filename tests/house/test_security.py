"""Headers of every page, no secrets by default, health for whoever watches."""
import re

import pytest
from sqlalchemy import text

from survey_app import create_app, engine
from survey_app.settings import SettingsError, load_settings, require_secret

PAGES = ["/healthz", "/dang-nhap", "/k/", "/nothing-here", "/api/v1/waves", "/static/app.css"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_strict_policy(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert re.search(r"script-src 'self'(;|$)", policy) and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("path", "there"), [("/api", "/api/"), ("/khoa-api?a=1", "/khoa-api/?a=1"), ("/api//v1/waves", "/api/v1/waves"), ("//x.example/khoa-api", None)])
def test_nothing_leads_to_a_host_that_a_stranger_named(client, path, there):
    location = client.get(path, headers={"Host": "other.example"}).location
    assert location == there if there else (location or "/x").startswith("/") and not (location or "").startswith("//")


def test_a_nul_in_a_form_is_refused_before_a_database_is_asked(client):
    assert client.post("/dang-nhap", data={"username": "a\0b"}).status_code == 400


def test_no_page_has_inline_script_or_style_attributes(app):
    for template in app.jinja_env.list_templates(extensions=["html"]):
        source = app.jinja_env.loader.get_source(app.jinja_env, template)[0]
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=\"|\sstyle=\"", source), template


def test_cookies_are_kept_from_scripts_and_secure_behind_https(settings, tmp_path):
    from dataclasses import replace
    app = create_app(replace(settings, public_url="https://sipas.example", secure_cookies=True))
    cookie = app.test_client().get("/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "Secure" in cookie and "SameSite=Lax" in cookie


def test_without_a_secret_the_server_does_not_start(tmp_path):
    for given in ({}, {"SECRET_KEY": "short"}):
        with pytest.raises(SettingsError, match="SECRET_KEY is missing or shorter"):
            require_secret(load_settings({"SIPAS_DATA": str(tmp_path)} | given))


@pytest.mark.parametrize(("name", "value"), [("SIPAS_TRUSTED_PROXIES", "-1"), ("SIPAS_PARADATA_DAYS", "many")])
def test_an_impossible_setting_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_an_impossible_accent_is_named(settings):
    from dataclasses import replace
    with pytest.raises(SettingsError, match="SIPAS_ACCENT"):
        create_app(replace(settings, accent="red}body{display:none"))


def test_short_postgres_addresses_get_the_driver():
    assert load_settings({"DATABASE_URL": "postgres://u@h/d"}).database_url == "postgresql+psycopg://u@h/d"


def test_health_and_readiness(app, client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
    with app.app_context(), engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    stale = client.get("/readyz")
    assert stale.status_code == 503 and "sipas db upgrade" in stale.json["reason"]
    assert client.get("/healthz").status_code == 200


def test_an_unreachable_database_is_not_ready(settings, tmp_path):
    from dataclasses import replace
    (tmp_path / "file").write_text("not a folder")
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'test.db'}/below/x.db"))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503 and "database" in answer.json["reason"]


def test_error_pages_speak_vietnamese_and_the_api_english(client):
    assert "Không tìm thấy trang" in client.get("/nothing-here").text
    assert client.get("/api/nothing").json["error"] == "not_found"
