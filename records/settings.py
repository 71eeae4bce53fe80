"""Where things are: the few settings of a deployment, read once by the command.

Each setting can be given as an environment variable with the prefix
``WAYMARK_``, for instance ``WAYMARK_HOME``.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from records.errors import InputRejected


class Settings(BaseSettings):
    """Settings of one deployment.

    Attributes
    ----------
    home : Path
        Folder that holds the lake, the champions and the embedded database.
    database_url : str or None
        A real PostgreSQL server (``postgresql://…``); None for the embedded one.
    mlflow_tracking_uri : str or None
        A shared MLflow server; None for a store inside the home.
    pseudonym_key_file : Path or None
        File with the secret that makes pupils' pseudonyms; None for
        ``secrets/pseudonym.key`` inside the home, made on first use.
    """

    model_config = SettingsConfigDict(env_prefix="WAYMARK_")

    home: Path = Path(".waymark")
    database_url: str | None = None
    mlflow_tracking_uri: str | None = None
    pseudonym_key_file: Path | None = None

    @property
    def lake(self) -> Path:
        """Folder of the Parquet lake."""
        return self.home / "lake"

    @property
    def deliveries(self) -> Path:
        """Folder into which suppliers' files are dropped, one subfolder a day."""
        return self.home / "deliveries"

    @property
    def rejects(self) -> Path:
        """Folder of lists of what deliveries held that could not be taken."""
        return self.home / "rejects"

    @property
    def champions(self) -> Path:
        """Folder with the bundle of the champion of each outcome."""
        return self.home / "champions"

    @property
    def postgres(self) -> Path:
        """Data folder of the embedded PostgreSQL."""
        return self.home / "postgres"

    @property
    def key_file(self) -> Path:
        """Where the secret for pseudonyms is, or will be made."""
        return self.pseudonym_key_file or self.home / "secrets" / "pseudonym.key"

    def pseudonym_key(self) -> bytes:
        """Return the secret for pseudonyms, making one on first use.

        Raises
        ------
        InputRejected
            When a key file is set but missing or too short to be a secret.
        """
        path = self.key_file
        if self.pseudonym_key_file is None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        if not path.is_file():
            raise InputRejected(
                f"the pseudonym key file {path} does not exist; "
                "restore it, because a new key would make every pupil a stranger"
            )
        key = path.read_text().strip().encode()
        if len(key) < 32:
            raise InputRejected(f"the pseudonym key in {path} is under 32 characters")
        return key
