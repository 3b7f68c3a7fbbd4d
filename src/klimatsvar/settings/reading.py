"""Where settings are read: the environment, and ``klimatsvar.toml`` below it."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from klimatsvar.errors import SettingsError
from klimatsvar.settings.tables import Language

SETTINGS_FILE: Final = Path("klimatsvar.toml")
PREFIX: Final = "KLIMATSVAR_"
"""Of the variables in the environment."""
SECRETS: Final = {"llm": "api_key", "milvus": "token", "mail": "password"}
"""The secret of each table, which comes from the environment only."""


class Environment(EnvSettingsSource):
    """Variables: a table's name their table and key, with one underscore between, or two."""

    def explode_env_vars(
        self, field_name: str, field: FieldInfo, env_vars: Mapping[str, str | None]
    ) -> dict[str, Any]:
        """Return a table's variables by key; one that is empty counts as not given."""
        given = {name.replace("__", "_"): (value or "").strip() for name, value in env_vars.items()}
        told = {name: value for name, value in given.items() if value}
        return super().explode_env_vars(field_name, field, told)


class SettingsFile(TomlConfigSettingsSource):
    """``klimatsvar.toml``, which others may read, so that it can't hold a key."""

    def __call__(self) -> dict[str, Any]:
        given = super().__call__()
        if "metrics_token" in given:
            raise SettingsError(
                "key_in_file", setting="metrics_token", variable="KLIMATSVAR_METRICS_TOKEN"
            )
        for name, secret in SECRETS.items():
            table = given.get(name)
            if isinstance(table, dict) and secret in table:
                variable = f"KLIMATSVAR_{name}_{secret}".upper()
                raise SettingsError("key_in_file", setting=f"{name}.{secret}", variable=variable)
        return given


def spoken_language(environment: Mapping[str, str]) -> Language:
    """Return the setting ``language``, whatever else the settings are: what is wrong with them must
    be told in it. Swedish where it is not given or can't be read.
    """
    given: object = environment.get(f"{PREFIX}LANGUAGE", "").strip()
    if not given:
        with suppress(OSError, ValueError):
            given = tomllib.loads(SETTINGS_FILE.read_text("utf-8")).get("language")
    return "en" if given == "en" else "sv"
