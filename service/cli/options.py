"""What commands have in common: options, and the settings they work with."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from service.errors import InvalidInput
from service.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Collection = Annotated[str | None, typer.Option(help="Collection; `default` where none is named.")]
From = Annotated[str | None, typer.Option("--from", help="Only articles published on or after this date.")]
To = Annotated[str | None, typer.Option("--to", help="Only articles published on or before this date.")]
AsOf = Annotated[
    str | None, typer.Option(help='The day of asking: nothing later is used, and "this week" is the week of it.')
]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only this outlet; may be repeated.")]
Articles = Annotated[list[str] | None, typer.Option("--article", help="Only this article id; may be repeated.")]


def read_settings(**chosen: Any) -> Settings:
    """The settings of the environment, with those chosen on the command line, None aside.

    Raises InvalidInput, which names each setting that is wrong.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(f"DATELINE_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise InvalidInput(f"a setting cannot be used: {faults}") from error
    except SettingsError:
        # What it says and what caused it may hold the value, and that a key.
        raise InvalidInput(f"a setting cannot be used: {_no_json()} is no JSON") from None


def _no_json() -> str:
    """The variables that are to be JSON and are not."""
    from pydantic import TypeAdapter, ValidationError

    wrong = []
    for name, field in Settings.model_fields.items():
        variable = f"DATELINE_{name.upper()}"
        value = next((value for key, value in os.environ.items() if key.upper() == variable), None)
        if value is None or "dict" not in str(field.annotation):
            continue
        try:
            TypeAdapter(dict[str, Any]).validate_json(value)
        except ValidationError:
            wrong.append(variable)
    return ", ".join(wrong) or "one that is to be JSON"
