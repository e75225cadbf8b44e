"""Whether texts stand in a PDF, as a reader's program would find them."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import pypdfium2
import pypdfium2.raw

# PDFium is not safe to enter from two threads.
_LOCK = threading.Lock()
_IGNORED = re.compile(r"[\s\u200b\u2060\ufeff]+")


def plain(text: str) -> str:
    """Text without spaces and line ends, decomposed as far as it goes (NFKD).

    A PDF knows glyphs: where two characters share one, it may tell the other of the two.
    """
    # PDFium tells a hyphen at the end of a line as one of these.
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    packed = _IGNORED.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFD", packed)  # marks that a space had held apart


def page_texts(pdf: bytes, *, sort_lines: bool = False) -> list[str]:
    """The plain text of each page. Raises pypdfium2.PdfiumError.

    The order is that of drawing, cell by cell. Within a line LibreOffice draws what another font
    lends after the rest: of 1—3 first 13, then —. `sort_lines` puts each line in the order in
    which it is seen, which is slower.
    """
    read = _sorted_lines if sort_lines else _as_drawn
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [plain(text) for text in _texts(document, read)]
        finally:
            document.close()


def _texts(
    document: pypdfium2.PdfDocument, read: Callable[[pypdfium2.PdfTextPage], str]
) -> Iterator[str]:
    for page in document:
        text_page = page.get_textpage()
        yield read(text_page)
        text_page.close()
        page.close()


def _as_drawn(page: pypdfium2.PdfTextPage) -> str:
    text: str = page.get_text_range()
    return text


def _sorted_lines(page: pypdfium2.PdfTextPage) -> str:
    lines: list[_Line] = []
    for drawn in _drawn_runs(page):
        # What another font lends goes back into the line that was drawn just before.
        if lines and lines[-1].holds(drawn):
            lines[-1].chars.extend(drawn.chars)
        else:
            lines.append(drawn)
    text = "".join(c.text for line in lines for c in sorted(line.chars, key=attrgetter("left")))
    # PDFium tells a character beyond U+FFFF in two halves.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True)
class _Char:
    """A character and where it stands, in points."""

    left: float
    middle: float
    text: str


@dataclass(frozen=True)
class _Line:
    """Characters drawn one after another at one height."""

    chars: list[_Char]

    def holds(self, other: _Line) -> bool:
        """Whether `other` stands at this line's height and within its width."""
        if not self.chars or not other.chars:
            return False
        lefts = [c.left for c in self.chars]
        level = sum(c.middle for c in self.chars) / len(self.chars)
        return all(
            min(lefts) - _PLAY <= c.left <= max(lefts) + _PLAY and abs(c.middle - level) < _PLAY
            for c in other.chars
        )


_PLAY = 5.0
"""Points by which fonts of one line may differ in where they stand; lines are 15 and more apart."""


def _drawn_runs(page: pypdfium2.PdfTextPage) -> Iterator[_Line]:
    run: list[_Char] = []
    for i in range(page.count_chars()):
        char = chr(pypdfium2.raw.FPDFText_GetUnicode(page, i))
        if char in "\r\n":
            yield _Line(run)
            run = []
        elif not char.isspace():
            left, bottom, _, top = page.get_charbox(i, loose=True)
            run.append(_Char(left, (bottom + top) / 2, char))
    yield _Line(run)


def stands_in_some_order(pages: Sequence[str], wanted: str) -> bool:
    """Whether exactly the characters of plain `wanted` stand together on a page.

    For a text of which another font lends a part, drawn before or after the rest. None may be
    missing and none be between them.
    """
    size, sought = len(wanted), Counter(wanted)
    for page in pages:
        window = Counter(page[:size])
        for end in range(size, len(page) + 1):
            if window == sought:
                return True
            if end < len(page):
                window[page[end]] += 1
                window[page[end - size]] -= 1
                if not window[page[end - size]]:
                    del window[page[end - size]]
    return False


def has_the_characters(pages: Sequence[str], wanted: str) -> bool:
    """Whether the pages have every character of plain `wanted`, as often as it needs them."""
    return Counter(wanted) <= Counter("".join(pages))


def stands_in(pages: Sequence[str], wanted: str) -> bool:
    """Whether plain `wanted` stands on a page, or runs on from page to page.

    A text that runs over a page's end is found in pieces, each the longest that its page has.
    """
    if any(wanted in page for page in pages):
        return True
    for first in range(len(pages)):
        rest = wanted
        for page in pages[first:]:
            # Nothing is no obstacle: where a text repeats itself, an earlier page may have had
            # all that this one could give.
            rest = rest[_longest_prefix(page, rest) :]
            if not rest:
                return True
    return False


def _longest_prefix(page: str, text: str) -> int:
    """How much of the beginning of `text` stands somewhere on `page`."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text[:middle] in page:
            low = middle
        else:
            high = middle - 1
    return low
