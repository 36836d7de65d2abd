"""Settings, read from ``SOURCIER_*`` environment variables (and a ``.env`` file)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vectorstore.embedding.embedder import DEFAULT_MODEL
from vectorstore.errors import SettingsError


class Settings(BaseSettings):
    """Where the state lives and which models are used.

    ``data_dir`` is made absolute where the settings are made (``model_copy`` takes it as it is);
    ``passage_tokens`` bounds a passage; ``candidates`` is how many passages each
    engine gives to the fusion; ``passages_read`` how many of the best the reader
    reads; ``cross_encoder`` a sentence-transformers ``CrossEncoder``, by name or
    folder, that ranks passages instead of the reader; ``answer_threshold`` is
    the least probability at which an answer is shown (chosen as
    docs/evaluation.md tells). ``allow_private_urls`` lets pages of this machine
    and of its own network be fetched; ``fetch_delay_seconds`` is the least time
    between two requests to one host, ``fetch_timeout_seconds`` the most for one.
    """

    model_config = SettingsConfigDict(env_prefix="SOURCIER_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default=Path(".sourcier"), validate_default=True)
    embedding_model: str = DEFAULT_MODEL
    passage_tokens: int = Field(default=256, ge=32, le=480)
    passages_read: int = Field(default=8, ge=1, le=50)
    cross_encoder: str | None = None
    candidates: int = Field(default=50, ge=1, le=500)
    answer_threshold: float | None = Field(default=None, ge=0.0, le=1.0)
    max_file_mb: int = Field(default=100, ge=1, le=10_000)
    max_pdf_pages: int = Field(default=2_000, ge=1, le=100_000)
    max_pdf_seconds: int = Field(default=300, ge=1, le=3_600)
    max_pdf_memory_mb: int = Field(default=1_024, ge=256, le=65_536)
    allow_private_urls: bool = False
    fetch_delay_seconds: float = Field(default=1.0, ge=0.0, le=60.0)
    fetch_timeout_seconds: float = Field(default=60.0, gt=0.0, le=600.0)

    @field_validator("data_dir")
    @classmethod
    def _made_absolute(cls, data_dir: Path) -> Path:
        # Here, so that the directory stays the same when the process works elsewhere later.
        try:
            return data_dir.expanduser().absolute()
        except RuntimeError as error:  # a "~name" that is nobody's
            raise ValueError(str(error)) from error

    @property
    def home(self) -> Path:
        """``data_dir``, an absolute path."""
        return self.data_dir


def load_settings() -> Settings:
    """Settings from the environment; ``SettingsError`` names the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(sorted(f"SOURCIER_{str(e['loc'][0]).upper()}" for e in error.errors()))
        raise SettingsError(f"Réglage invalide : vérifiez la valeur de {names}.") from error
