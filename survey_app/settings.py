"""Settings of an installation, read once from the environment and files under the data folder."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(SystemExit):
    """A setting is missing or impossible; stops the start with a message instead of a traceback."""


@dataclass(frozen=True)
class Settings:
    """What differs between two installations.

    `data_dir` holds the database (SQLite), the analysis files and the generated secret; `public_url` is
    the address printed on posters; `issuer` is the body that signs reports; `trusted_proxies` is how many reverse proxies stand in front;
    `secret_key` signs cookies, and is None for commands that never sign anything; `webhook_private` lets webhooks
    reach receivers in private networks and on this machine; `log_level` INFO writes a line a request, WARNING only trouble.
    """

    database_url: str
    data_dir: Path
    public_url: str
    province: str
    issuer: str
    accent: str
    logo: str
    secret_key: str | None
    secure_cookies: bool
    trusted_proxies: int
    rate_limits: bool
    paradata_days: int
    webhook_private: bool = False
    log_level: str = "INFO"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; unset ones get the value of a local installation.

    Raises SettingsError where a value cannot be read.
    """
    data_dir = Path(environ.get("SIPAS_DATA", PROJECT / "var")).resolve()
    public_url = environ.get("SIPAS_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    return Settings(
        database_url=_database_url(environ.get("DATABASE_URL"), data_dir),
        data_dir=data_dir,
        public_url=public_url,
        province=environ.get("SIPAS_PROVINCE", "tỉnh Hoa Lau"),
        issuer=environ.get("SIPAS_ISSUER", "Sở Nội vụ"),
        accent=environ.get("SIPAS_ACCENT", "#7a1f1f"),
        logo=environ.get("SIPAS_LOGO", ""),
        secret_key=environ.get("SECRET_KEY") or _secret_from_file(data_dir),
        secure_cookies=public_url.startswith("https://"),
        trusted_proxies=_whole(environ, "SIPAS_TRUSTED_PROXIES", 0),
        rate_limits=_whole(environ, "SIPAS_RATE_LIMITS", 1) == 1,
        paradata_days=_whole(environ, "SIPAS_PARADATA_DAYS", 90),
        webhook_private=_whole(environ, "SIPAS_WEBHOOK_PRIVATE", 0) == 1,
        log_level=_log_level(environ.get("SIPAS_LOG_LEVEL", "INFO")),
    )


def require_secret(settings: Settings) -> None:
    """Stop the start of a web server that would sign cookies with nothing."""
    if not settings.secret_key or len(settings.secret_key) < 32:
        raise SettingsError(
            "SECRET_KEY is missing or shorter than 32 characters. Set it in the environment, or write it to "
            f"{settings.data_dir / 'secret_key'} (for example: python -c 'import secrets; print(secrets.token_hex(32))')."
        )


def _database_url(given: str | None, data_dir: Path) -> str:
    url = given or f"sqlite:///{data_dir / 'sipas.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _secret_from_file(data_dir: Path) -> str | None:
    path = data_dir / "secret_key"
    return path.read_text(encoding="ascii").strip() if path.is_file() else None


def _log_level(name: str) -> str:
    if name.upper() not in LOG_LEVELS:
        raise SettingsError(f"SIPAS_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, got {name!r}.")
    return name.upper()


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal():
        raise SettingsError(f"{name} must be a whole number of 0 or more, got {text!r}.")
    return int(text)
