"""Prints what is installed beside this Python as pins, each with what asked for it."""

import re
from importlib.metadata import distributions

PROJECT = "dateline-qa"
# Installed with every virtual environment.
LEFT_OUT = {"pip"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


installed = {canonical(found.metadata["Name"]): found for found in distributions()}
wanted_by: dict[str, set[str]] = {name: set() for name in installed}
# Extras count where somebody asks for them: lxml[html_clean] makes lxml need lxml-html-clean.
asked_extras: dict[str, set[str]] = {PROJECT: {"openai", "anthropic", "ollama", "export", "bench", "test", "check"}}
for found in installed.values():
    for name, extras in re.findall(r"^([\w.-]+)\[([\w, .-]+)\]", "\n".join(found.requires or []), re.MULTILINE):
        asked_extras.setdefault(canonical(name), set()).update(canonical(extra) for extra in extras.split(","))

for name, found in installed.items():
    for requirement in found.requires or []:
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", requirement)
        if extra and canonical(extra.group(1).strip()) not in asked_extras.get(name, set()):
            continue
        needed = re.match(r"[\w.-]+", requirement)
        if needed and canonical(needed.group()) in wanted_by:
            wanted_by[canonical(needed.group())].add("pyproject.toml" if name == PROJECT else name)

print("# Made by `make lock`; why each direct dependency is there stands in pyproject.toml.")
for name in sorted(set(installed) - LEFT_OUT - {PROJECT}):
    version = installed[name].version.split("+")[0]
    reasons = ", ".join(sorted(wanted_by[name])) or "make lock"
    print(f"{name}=={version}  # for {reasons}")
