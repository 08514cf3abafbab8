"""What checkov does not ask of Bicep by itself. It loads every module that is named here."""

from pathlib import Path

__all__ = [each.stem for each in Path(__file__).parent.glob("[a-z]*.py")]
