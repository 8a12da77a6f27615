"""Settings: the only reader of the environment and of .env."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SetupError

_SHARED = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL")
"""Settings whose names other programs know, too."""


_ISSUER = r"^(https://|http://(127\.0\.0\.1|localhost|\[::1\])(:|/|$))\S*$"
"""A provider is asked in the open on this machine only."""


class Settings(BaseSettings):
    """Everything that can be set from outside; .env.example documents each one."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_prefix="REHEARSE_",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key")
    )
    """Key of the LLM endpoint. Not needed for most local endpoints."""
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url")
    )
    """URL of an OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1."""
    model: str = "gpt-4.1-mini"
    """The model that speaks for the boss."""
    judge_model: str | None = None
    """The model that judges; the boss's if unset."""
    database_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_URL", "database_url")
    )
    """SQLAlchemy URL of the store; SQLite in the data folder if unset."""
    data_dir: Path = Field(default_factory=lambda: user_data_path("rehearsal-room"))
    """Where the SQLite store and the judge's cache live."""
    personas: Path | None = None
    """Folder of persona files; the shipped ones if unset."""
    rubrics: Path | None = None
    """Folder of rubric folders; the shipped ones if unset."""
    content: Literal["auto", "files", "store"] = "auto"
    """Where personas and rubrics are changed: in their folders, or in the store, which several
    copies of the app share; auto: in the store when it is PostgreSQL."""
    speaker: Literal["auto", "authored", "prompted"] = "auto"
    """Who puts the boss's moves into words; auto: prompted when an endpoint is set."""
    judge: Literal["auto", "embedded", "llm"] = "auto"
    """Who finds behaviours; auto: llm when an endpoint is set."""
    judge_method: Literal["auto", "odds", "checklist"] = "auto"
    """How an LLM judge asks: odds (one question a behaviour, for endpoints with logprobs),
    checklist (one call a criterion); auto: what calibration found better, else odds if possible."""
    audio: Literal["browser", "endpoint", "off"] = "browser"
    """Who may hear and speak, when a learner wants voices: browser (its own functions), endpoint
    (the audio API of the LLM endpoint), or nobody."""
    hearing_model: str = "gpt-4o-mini-transcribe"
    """The endpoint's model that turns speech into words."""
    speaking_model: str = "gpt-4o-mini-tts"
    """The endpoint's model that speaks for the boss."""
    voice: str = "alloy"
    """The voice of that model."""
    audio_timeout: float = Field(default=30, gt=0)
    """Longest wait for a transcription or for speech (in seconds)."""
    first_token_timeout: float = Field(default=30, gt=0)
    """Longest wait for the first token of a reply (in seconds)."""
    reply_timeout: float = Field(default=90, gt=0)
    """Longest time for a whole reply (in seconds)."""
    context_tokens: int = Field(default=8192, ge=1024)
    """The model's context window (in tokens); older turns are trimmed to fit."""
    mask: Literal["off", "on"] = "off"
    """Whether names, addresses and numbers of people are hidden from the endpoint."""
    budgets: Path | None = None
    """File of limits on what calls to models take; no limits if unset."""
    tariffs: Path | None = None
    """File of what models cost; needed for limits of money."""
    retention_days: int | None = Field(default=None, ge=1, le=36_500)
    """Days after which rehearsals and worksheets are removed for good; unset: never."""
    max_message: int = Field(default=4000, ge=100, le=100_000)
    """Longest learner message (in characters)."""
    log: Literal["text", "json"] = "text"
    """How log lines look."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """From which weight on the app logs; info is a line for every request and reply."""
    metrics_token: SecretStr | None = None
    """What Prometheus shows as its bearer token at /metrics; unset: this machine only."""
    traces: bool = False
    """Send OpenTelemetry traces where the OTEL_ variables say; needs the extra `otel`."""
    stop_timeout: float = Field(default=25, ge=0)
    """Longest wait of a server that stops for replies on their way (in seconds)."""
    accounts: Literal["auto", "on", "off"] = "auto"
    """Whether people sign in; auto: as soon as anybody has an account."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/?#@\s]+/?$")
    """How browsers reach the server, such as https://rehearsals.example.com."""
    hosts: str = ""
    """More names that requests may use for the server, with commas between them."""
    trusted_proxies: str = ""
    """Addresses of proxies whose word on scheme and client address counts, with commas."""
    oidc_issuer: str | None = Field(default=None, pattern=_ISSUER)
    """URL of an OpenID Connect provider to sign in with."""
    oidc_client_id: str | None = None
    """What the provider calls this app."""
    oidc_client_secret: SecretStr | None = None
    """The provider's secret for this app; none for a public client."""
    oidc_name: str = "your organisation"
    """What people call the provider: 'Sign in with …'."""
    oidc_roles: str = ""
    """Who of the provider's people gets which role: groups=coaches:trainer, @example.com:learner.
    If unset, everybody is a learner."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401
        """Read the settings. Raises `SetupError` for a value that cannot be."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            name = str(first["loc"][0]).upper()
            name = name if name in _SHARED else f"REHEARSE_{name.removeprefix('REHEARSE_')}"
            raise SetupError(f"The setting {name} cannot be used: {first['msg']}.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise SetupError(f"The settings in .env cannot be read: {error}.") from None

    @property
    def endpoint(self) -> bool:
        """Whether an LLM endpoint is configured."""
        return bool(self.openai_api_key or self.openai_base_url)
