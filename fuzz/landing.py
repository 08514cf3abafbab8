"""The fuzz target: `python -m fuzz.landing FOLDER... [libFuzzer's options]`; with a file in place of folders, that one.

Needs atheris, which has an environment of its own: make fuzz-landing. A find stays a test: as small as it gets, with
what should become of it, in tests/unit/landing/test_fuzz_finds.py.
"""

import sys

import atheris  # type: ignore[import-untyped]  # of an environment of its own

with atheris.instrument_imports(include=["functions.landing"]):
    from fuzz.judge import judge


def main() -> None:
    """Runs until a law breaks or the options' limits are reached."""
    atheris.Setup(sys.argv, judge_one)
    atheris.Fuzz()


def judge_one(given: bytes) -> None:
    """One input; what it raises is a find."""
    judge(given)


if __name__ == "__main__":
    main()
