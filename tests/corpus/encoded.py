"""Files whose bytes are not what their source says of them, and some that are, in encodings of many kinds."""

from collections.abc import Iterator

from tests.corpus.case import HEADER, ROW, Case, source_text

TEXT = HEADER + ROW
NAMED = HEADER + ROW.replace("Tea", "K\u00e4se \u20ac")
_UNREADABLE = "file-unreadable"


def encoded_cases() -> Iterator[Case]:
    """Broken and sound files by their bytes."""
    yield from (_unreadable(*each) for each in _broken())
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-15"):
        declared = encoding.removesuffix("-sig")
        yield _sound(f"Latin letters in {encoding}", NAMED.encode(encoding), declared, "K\u00e4se \u20ac")
    yield _sound(
        "a mark before UTF-16 without one", b"\xff\xfe" + NAMED.encode("utf-16-le"), "utf-16-le", "K\u00e4se \u20ac"
    )
    yield _sound("Greek", _named("\u03a4\u03c3\u03ac\u03b9", "cp1253"), "cp1253", "\u03a4\u03c3\u03ac\u03b9")
    yield _sound("Japanese", _named("\u7dd1\u8336", "shift_jis"), "shift_jis", "\u7dd1\u8336")
    yield _sound("UTF-8 read as cp1252 is text still", NAMED.encode(), "cp1252", "K\u00c3\u00a4se \u00e2\u201a\u00ac")


def _broken() -> Iterator[tuple[str, bytes, str]]:
    yield "a byte that UTF-8 never has", _named("Te\u00ffa", "latin-1"), "utf-8"
    yield "a character of UTF-8 that the end cuts off", TEXT.encode() + b"7,1,K\xc3", "utf-8"
    yield "a slash in UTF-8 of two bytes", TEXT.encode().replace(b"Tea", b"\xc0\xaf"), "utf-8"
    yield "half of a surrogate pair in UTF-8", TEXT.encode().replace(b"Tea", b"\xed\xa0\x80"), "utf-8"
    yield "a NUL in a name", TEXT.encode().replace(b"Tea", b"T\0a"), "utf-8"
    yield "a NUL at the very end", TEXT.encode() + b"\0", "utf-8"
    yield "NULs where a write was lost", TEXT.encode() + b"\0" * 4096, "utf-8"
    yield "UTF-16 under UTF-8", TEXT.encode("utf-16"), "utf-8"
    yield "UTF-16 without a mark under UTF-8", TEXT.encode("utf-16-le"), "utf-8"
    yield "UTF-16 of an odd number of bytes", TEXT.encode("utf-16")[:-1], "utf-16"
    yield "UTF-16 with half of a surrogate pair", TEXT.encode("utf-16-le").replace(b"T\0", b"\x3d\xd8"), "utf-16-le"
    yield "UTF-32 cut off in a character", TEXT.encode("utf-32")[:-2], "utf-32"
    yield "a byte that cp1252 leaves undefined", TEXT.encode().replace(b"Tea", b"T\x81a"), "cp1252"
    yield "a character beyond ASCII under ASCII", NAMED.encode(), "ascii"
    yield "half of a character of Shift JIS", TEXT.encode() + b"7,1,\x97", "shift_jis"
    yield (
        "a header of a thousand columns and one",
        ",".join(f"c{at}" for at in range(1001)).encode() + b"\n1\n",
        "utf-8",
    )
    yield "a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "utf-8"
    yield "a workbook of the old kind", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, "cp1252"


def _named(name: str, encoding: str) -> bytes:
    return (HEADER + ROW.replace("Tea", name)).encode(encoding)


def _unreadable(name: str, content: bytes, encoding: str) -> Case:
    return Case(f"encoded: {name}", content, refused=_UNREADABLE, source=source_text({"encoding": encoding}))


def _sound(name: str, content: bytes, encoding: str, kept: str) -> Case:
    return Case(
        f"encoded: {name}",
        content,
        books=(1, 1, 0, "5.00"),
        values={1: {"product_name": kept}},
        source=source_text({"encoding": encoding}),
    )
