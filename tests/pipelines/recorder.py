"""A stand-in for a program that cannot be had here: it writes down how it is called, and answers what a test wants.

It shows the shape of the calls and what a step does when one fails. It says nothing of what the real program does.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = """#!{python}
import json, pathlib, sys
here = pathlib.Path({here!r})
name, arguments = {name!r}, sys.argv[1:]
with (here / "calls.jsonl").open("a") as calls:
    calls.write(json.dumps([name, *arguments]) + "\\n")
answers = json.loads((here / "answers.json").read_text())
for answer in answers:
    if (name + " " + " ".join(arguments)).startswith(answer["to"]) and answer["times"] != 0:
        answer["times"] -= 1
        (here / "answers.json").write_text(json.dumps(answers))
        sys.stdout.write(answer["says"])
        sys.exit(answer["code"])
"""


@dataclass
class Recorder:
    """Programs of these names in a folder that is put before the PATH."""

    folder: Path

    def stand_in_for(self, *names: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "answers.json").write_text("[]", encoding="utf-8")
        for name in names:
            program = self.folder / name
            text = _PROGRAM.format(python=sys.executable, here=str(self.folder), name=name)
            program.write_text(text, encoding="utf-8")
            program.chmod(0o755)

    def answer(self, to: str, says: str = "", code: int = 0, times: int = -1) -> None:
        """What a call that begins so is answered, so many times (for ever for -1); the first that fits holds."""
        file = self.folder / "answers.json"
        answers = json.loads(file.read_text(encoding="utf-8"))
        answers.append({"to": to, "says": says, "code": code, "times": times})
        file.write_text(json.dumps(answers), encoding="utf-8")

    def calls(self, to: str = "") -> list[list[str]]:
        """The calls that begin so, in their order."""
        file = self.folder / "calls.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [call for line in lines if " ".join(call := json.loads(line)).startswith(to)]


def option(call: list[str], name: str) -> str:
    """What is given behind an option."""
    return call[call.index(name) + 1]
