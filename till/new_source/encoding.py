"""In which encoding a sample is written, as far as bytes tell."""

import codecs

from till.new_source.sample import Sample
from till.new_source.told import Sure, Told

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SINGLE_BYTE = "bytes that are not UTF-8; single-byte encodings cannot be told apart, look at the names with accents"


def told_encoding(sample: Sample) -> Told[str]:
    """The encoding, by byte order mark, by NUL bytes, by whether it is UTF-8; else cp1252, which is a guess."""
    content = sample.content
    for mark, name in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return Told(name, Sure.SURE, "the file begins with its byte order mark")
    even, odd = content[0:4096:2].count(0), content[1:4096:2].count(0)
    if max(even, odd) * 4 > len(content[:4096]):
        return Told("utf-16-le" if odd > even else "utf-16-be", Sure.SURE, "every other byte is NUL")
    if content.isascii():
        return Told("utf-8", Sure.LIKELY, "only ASCII in the sample, which nearly every encoding writes alike")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=sample.whole)
    except UnicodeDecodeError:
        return _single_byte(content)
    return Told("utf-8", Sure.SURE, "accents and signs that are valid UTF-8")


def decoded(sample: Sample, encoding: str) -> str:
    """The text of the sample without a byte order mark, cut behind its last whole line where the file goes on."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample.content, final=sample.whole)
    text = text.removeprefix("\ufeff")
    return text if sample.whole else text[: text.rfind("\n") + 1]


def _single_byte(content: bytes) -> Told[str]:
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return Told("iso-8859-1", Sure.UNSURE, _SINGLE_BYTE)
    return Told("cp1252", Sure.UNSURE, _SINGLE_BYTE)
