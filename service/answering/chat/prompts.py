"""Prompts: one versioned Markdown file each, with its variables declared and its hash known."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from service.errors import ModelUnavailable

_NAME = re.compile(r"([a-z][a-z0-9_]*)\.v([1-9][0-9]*)")
_FILE = re.compile(r"\A---\n(.*?)\n---\n\s*## system\n(.*?)\n## user\n(.*)\Z", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")
_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: `system` is the same for every question, `user` has the variables' places.

    `hash` is the first 16 hexadecimal digits of the SHA-256 of the file.
    """

    name: str
    variables: tuple[str, ...]
    system: str
    user: str
    hash: str

    @classmethod
    def read(cls, folder: Path, name: str) -> Prompt:
        """The prompt `name`, as "answer.v1", from its file in `folder`.

        Raises ModelUnavailable where there is no such file, or where it is not as prompts/README.md says.
        """
        path = folder / f"{name}.md"
        if not _NAME.fullmatch(name):
            raise ModelUnavailable(f"{name!r} names no prompt: a name and a version, as answer.v1")
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8").replace("\r\n", "\n")
        except OSError as error:
            raise ModelUnavailable(
                f"the prompt {path} cannot be read ({error.strerror}): restore it from the repository, "
                "or name the folder that holds it"
            ) from None
        except UnicodeDecodeError:
            raise ModelUnavailable(f"the prompt {path} is no UTF-8 text: save it as UTF-8") from None
        try:
            variables, system, user = _parse(text, name)
        except ValueError as error:
            raise ModelUnavailable(f"the prompt {path} cannot be used: {error}") from None
        return cls(name, variables, system, user, hashlib.sha256(raw).hexdigest()[:_HASH_DIGITS])

    def render(self, **variables: str) -> tuple[str, str]:
        """What the system says and what the user says; a value is never read for places of its own.

        Raises ValueError that names a variable which is missing or not the prompt's.
        """
        if missing := [name for name in self.variables if name not in variables]:
            raise ValueError(f"the prompt {self.name} needs {', '.join(missing)}")
        if extra := [name for name in variables if name not in self.variables]:
            raise ValueError(f"the prompt {self.name} has no {', '.join(extra)}")
        return self.system, _PLACEHOLDER.sub(lambda place: variables[place.group(1)], self.user)


def _parse(text: str, name: str) -> tuple[tuple[str, ...], str, str]:
    """Variables, system part and user part; ValueError says what is wrong."""
    parts = _FILE.match(text)
    if parts is None:
        raise ValueError("it is to be front matter between lines ---, then ## system, then ## user")
    variables = _variables(parts.group(1), name)
    system, user = parts.group(2).strip(), parts.group(3).strip()
    if not system or not user:
        raise ValueError("## system or ## user is empty")
    if "{{" in system:
        raise ValueError("## system has a variable: it is to be the same for every question")
    used = set(_PLACEHOLDER.findall(user))
    if "{{" in _PLACEHOLDER.sub("", user):
        raise ValueError("{{ in ## user begins no place of a variable")
    if undeclared := sorted(used - set(variables)):
        raise ValueError(f"its front matter does not declare {', '.join(undeclared)}")
    if unused := sorted(set(variables) - used):
        raise ValueError(f"## user never uses {', '.join(unused)}")
    return variables, system, user


def _variables(front: str, name: str) -> tuple[str, ...]:
    import yaml

    try:
        fields = yaml.safe_load(front)
    except yaml.YAMLError as error:
        raise ValueError(f"its front matter is no YAML: {error}") from None
    if not isinstance(fields, dict) or set(fields) != {"name", "version", "variables"}:
        raise ValueError("its front matter is to have name, version and variables, and nothing else")
    if f"{fields['name']}.v{fields['version']}" != name:
        raise ValueError(f"its front matter says {fields['name']} version {fields['version']}, its file name {name}")
    variables = fields["variables"]
    if not isinstance(variables, list) or not all(isinstance(variable, str) for variable in variables):
        raise ValueError("variables is to be a list of names")
    if len(set(variables)) != len(variables):
        raise ValueError("variables names one twice")
    return tuple(variables)
