"""Whether texts stand in a PDF, as a reader's program would find them."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

import pypdfium2
import pypdfium2.raw

# PDFium is not safe to enter from two threads.
_LOCK = threading.Lock()
_IGNORED = re.compile(r"[\s\u200b\u2060\ufeff]+")


def plain(text: str) -> str:
    """Text without spaces and line ends, decomposed as far as it goes (NFKD).

    A PDF knows glyphs: where two characters share one, it may tell the other of the two.
    """
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
    lines: list[list[tuple[float, str]]] = [[]]
    for i in range(page.count_chars()):
        char = chr(pypdfium2.raw.FPDFText_GetUnicode(page, i))
        if char in "\r\n":
            lines.append([])
        else:
            lines[-1].append((page.get_charbox(i, loose=True)[0], char))
    return "".join(char for line in lines for _, char in sorted(line, key=itemgetter(0)))


def stands_in(pages: Sequence[str], wanted: str) -> bool:
    """Whether plain `wanted` stands on a page, or runs on from page to page.

    A text that runs over a page's end is found in pieces, each the longest that its page has.
    """
    if any(wanted in page for page in pages):
        return True
    for first in range(len(pages)):
        rest = wanted
        for page in pages[first:]:
            length = _longest_prefix(page, rest)
            if length == 0:
                break
            rest = rest[length:]
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
