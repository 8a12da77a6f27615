"""Settings, .env.example and the README's table name the same settings, with the same defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.config import Settings

ROOT = Path(__file__).parents[1]
SHARED = {"openai_api_key", "openai_base_url", "database_url"}
"""Settings whose names other programs know, too."""

WANTED = {
    name.upper() if name in SHARED else f"REHEARSE_{name.upper()}": name
    for name in Settings.model_fields
}
VALUES = {
    "OPENAI_API_KEY": "a-key",
    "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
    "DATABASE_URL": "sqlite://",
    "REHEARSE_MODEL": "a-model",
    "REHEARSE_JUDGE_MODEL": "a-judge",
    "REHEARSE_JUDGE_METHOD": "checklist",
    "REHEARSE_DATA_DIR": "elsewhere",
    "REHEARSE_PERSONAS": "bosses",
    "REHEARSE_RUBRICS": "scales",
    "REHEARSE_SPEAKER": "authored",
    "REHEARSE_JUDGE": "embedded",
    "REHEARSE_CONTENT": "store",
    "REHEARSE_FIRST_TOKEN_TIMEOUT": "7.5",
    "REHEARSE_REPLY_TIMEOUT": "11.5",
    "REHEARSE_CONTEXT_TOKENS": "4096",
    "REHEARSE_MAX_MESSAGE": "321",
    "REHEARSE_LOG": "json",
    "REHEARSE_LOG_LEVEL": "info",
    "REHEARSE_METRICS_TOKEN": "a-token",
    "REHEARSE_TRACES": "True",
    "REHEARSE_STOP_TIMEOUT": "2.5",
    "REHEARSE_ACCOUNTS": "on",
    "REHEARSE_PUBLIC_URL": "https://rehearsals.example.com",
    "REHEARSE_HOSTS": "room.internal",
    "REHEARSE_TRUSTED_PROXIES": "10.0.0.0/8",
    "REHEARSE_OIDC_ISSUER": "https://id.example.com",
    "REHEARSE_OIDC_CLIENT_ID": "room",
    "REHEARSE_OIDC_CLIENT_SECRET": "canary",
    "REHEARSE_OIDC_NAME": "Example",
    "REHEARSE_OIDC_ROLES": "*:learner",
    "REHEARSE_AUDIO": "endpoint",
    "REHEARSE_HEARING_MODEL": "ears",
    "REHEARSE_SPEAKING_MODEL": "mouth",
    "REHEARSE_VOICE": "sage",
    "REHEARSE_AUDIO_TIMEOUT": "4.5",
    "REHEARSE_MASK": "on",
    "REHEARSE_BUDGETS": "limits.yaml",
    "REHEARSE_TARIFFS": "prices.yaml",
    "REHEARSE_RETENTION_DAYS": "90",
}


def examples() -> dict[str, str]:
    """What .env.example offers: name and value."""
    text = (ROOT / ".env.example").read_text("utf-8")
    return dict(re.findall(r"^#([A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(examples()) == set(WANTED)


def test_every_setting_of_the_example_is_explained() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()

    explained = [
        lines[number - 1].startswith("# ")
        for number, line in enumerate(lines)
        if re.match("#[A-Z_]+=", line)
    ]
    assert all(explained)


def test_the_example_shows_the_defaults() -> None:
    shown = {name: value for name, value in examples().items() if value}
    del shown["OPENAI_BASE_URL"]  # an address of one's own: there is no default to show
    Path(".env").write_text("".join(f"{n}={v}\n" for n, v in shown.items()), "utf-8")

    assert Settings() == Settings(_env_file=None)


def test_the_readme_names_every_setting_and_no_other() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    table = "\n".join(line for line in text.splitlines() if line.startswith("|"))

    named = set(re.findall(r"`((?:REHEARSE|OPENAI|DATABASE)_[A-Z_]+)`", table))
    assert named == set(WANTED)


@pytest.mark.parametrize("name", WANTED)
def test_a_setting_comes_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, VALUES[name])

    assert plain(getattr(Settings(), WANTED[name])) == VALUES[name]


@pytest.mark.parametrize("name", sorted(set(WANTED) - {"REHEARSE_DATA_DIR"}))
def test_a_setting_comes_from_a_file_in_the_working_folder(name: str) -> None:
    Path(".env").write_text(f"{name}={VALUES[name]}\n", "utf-8")

    assert plain(getattr(Settings(), WANTED[name])) == VALUES[name]


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")

    assert not Settings().endpoint


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-key")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:canary-password@127.0.0.1/x")

    assert "canary" not in repr(Settings()) + str(Settings().model_dump())


def plain(value: object) -> str:
    """A setting's value as it is written."""
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
