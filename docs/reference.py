"""Writes docs/reference.md from the code: commands, settings, routes, errors. `--check` fails if it is stale."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("reference.md")


def main() -> int:
    page = reference()
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            print("docs/reference.md is stale: run `make docs`", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(page, encoding="utf-8")
    return 0


def reference() -> str:
    """The whole page."""
    parts = [
        "# Reference\n\nMade by `make docs` from the code, and checked by `make check`.",
        commands(),
        settings(),
        routes(),
        errors(),
    ]
    return "\n\n".join(parts) + "\n"


def commands() -> str:
    """Every command with its arguments and options."""
    import typer

    from service.cli import app

    lines = [
        "## Commands",
        "",
        "`--json` prints the shapes of the HTTP routes. Exit codes: 0 done or answered, 1 failure, 2 wrong usage or "
        "input, 3 abstained, 4 an evaluation missed a threshold, 130 interrupted.",
    ]
    for name, command in _leaves("dateline", typer.main.get_command(app)):
        words = " ".join(
            one.name.upper() + ("…" if one.nargs < 0 else "") for one in command.params if _is_argument(one)
        )
        lines += ["", f"### `{name} {words}`".replace(" `", "`"), "", (command.help or "").strip(), ""]
        for parameter in command.params:
            text = (parameter.help or "").strip()
            shown = parameter.name.upper() if _is_argument(parameter) else ", ".join(parameter.opts)
            if text and shown != "--help":
                lines.append(f"- `{shown}`: {text}")
    return "\n".join(lines)


def _leaves(name: str, command: Any) -> list[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if not children:
        return [(name, command)]
    return [leaf for child in children for leaf in _leaves(f"{name} {child}", children[child])]


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def settings() -> str:
    """Every environment variable with its default."""
    from service.settings import Settings

    lines = ["## Settings", "", "| variable | default | what it sets |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "–" if field.default is None else f"`{field.default}`"
        lines.append(f"| `DATELINE_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines)


def routes() -> str:
    """Every HTTP route; the full schemas are served at /openapi.json."""
    from service.api.app import describe

    document = describe()
    lines = [
        "## HTTP",
        "",
        "The schemas, with examples, are served at `/openapi.json`.",
        "",
        "| route | what it does | answers |",
        "| --- | --- | --- |",
    ]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            statuses = ", ".join(operation["responses"])
            lines.append(f"| `{method.upper()} {path}` | {operation['summary']} | {statuses} |")
    return "\n".join(lines)


def errors() -> str:
    """Every error code with its meaning."""
    import inspect

    from service import errors as module

    lines = ["## Errors", "", "| code | meaning |", "| --- | --- |"]
    for _, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, module.DatelineError) and kind is not module.DatelineError:
            lines.append(f"| `{kind.code}` | {(kind.__doc__ or '').strip().splitlines()[0]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
