"""LibreOfficeKit's C interface, as far as a converter needs it, through ctypes.

LibreOffice exports one C function, which returns a table of function pointers; each object starts
with a pointer to its table. The layout is fixed by LibreOfficeKit.h: tables only ever grow at the
end, so a prefix of them is enough, and a field's place is all that counts. Functions that are not
called here are declared as bare pointers.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Callable
from pathlib import Path

LIBRARY = "libmergedlo.so"


class KitError(Exception):
    """LibreOffice could not be started, or refused to load or save."""


class _Kit(ctypes.Structure):
    pass


class _KitClass(ctypes.Structure):
    pass


class _Document(ctypes.Structure):
    pass


class _DocumentClass(ctypes.Structure):
    pass


_KitP = ctypes.POINTER(_Kit)
_DocumentP = ctypes.POINTER(_Document)
_unused = ctypes.c_void_p

_Kit._fields_ = [("table", ctypes.POINTER(_KitClass))]
_Document._fields_ = [("table", ctypes.POINTER(_DocumentClass))]
# struct _LibreOfficeKitClass
_KitClass._fields_ = [
    ("nSize", ctypes.c_size_t),
    ("destroy", ctypes.CFUNCTYPE(None, _KitP)),
    ("documentLoad", ctypes.CFUNCTYPE(_DocumentP, _KitP, ctypes.c_char_p)),
    ("getError", ctypes.CFUNCTYPE(ctypes.c_void_p, _KitP)),
    ("documentLoadWithOptions", _unused),
    ("freeError", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    ("registerCallback", _unused),
    ("getFilterTypes", _unused),
    ("setOptionalFeatures", _unused),
    ("setDocumentPassword", _unused),
    ("getVersionInfo", ctypes.CFUNCTYPE(ctypes.c_void_p, _KitP)),
    ("runMacro", _unused),
    ("signDocument", _unused),
    (
        "runLoop",
        ctypes.CFUNCTYPE(None, _KitP, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p),
    ),
]
# struct _LibreOfficeKitDocumentClass
_DocumentClass._fields_ = [
    ("nSize", ctypes.c_size_t),
    ("destroy", ctypes.CFUNCTYPE(None, _DocumentP)),
    (
        "saveAs",
        ctypes.CFUNCTYPE(
            ctypes.c_int, _DocumentP, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p
        ),
    ),
]
_PollCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_WakeCallback = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Office:
    """LibreOffice loaded into this process. There can be one per process, for good."""

    def __init__(self, program: Path, profile: Path) -> None:
        """Load it from folder `program` with its user profile in folder `profile`.

        With SAL_LOK_OPTIONS=unipoll in the environment it starts no main loop of its own, which
        is what makes a later fork() possible. Raises KitError.
        """
        try:
            library = ctypes.CDLL(str(program / LIBRARY), mode=os.RTLD_LAZY | os.RTLD_LOCAL)
            hook = library.libreofficekit_hook_2
        except (OSError, AttributeError) as exc:
            raise KitError(f"no LibreOfficeKit in {program}: {exc}") from exc
        hook.restype = _KitP
        hook.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        self._kit = hook(os.fsencode(program), profile.as_uri().encode())
        if not self._kit:
            raise KitError("LibreOfficeKit did not start")
        self._table = self._kit.contents.table.contents

    def version(self) -> str:
        """Name and version as LibreOffice gives them, e.g. `LibreOffice 25.2.3.2`."""
        pointer = self._table.getVersionInfo(self._kit)
        info = json.loads(ctypes.string_at(pointer))
        return f"{info['ProductName']} {info['ProductVersion']}{info['ProductExtension']}"

    def convert(self, source: Path, target: Path, options: str) -> None:
        """Load `source` and save it to `target` as PDF with JSON filter `options`.

        Raises KitError with LibreOffice's own words.
        """
        document = self._table.documentLoad(self._kit, source.as_uri().encode())
        if not document:
            raise KitError(self._error() or "the document could not be loaded")
        table = document.contents.table.contents
        try:
            saved = table.saveAs(document, target.as_uri().encode(), b"pdf", options.encode())
            if not saved:
                raise KitError(self._error() or "the document could not be saved")
        finally:
            table.destroy(document)

    def run(self, poll: Callable[[int], int]) -> None:
        """Run LibreOffice's main loop, which calls `poll(timeout in microseconds)` for events.

        It calls `poll` again, nested, when it waits for an answer to a dialog.
        """
        on_poll = _PollCallback(lambda _data, timeout: poll(timeout))
        on_wake = _WakeCallback(lambda _data: None)
        # The last argument is handed to the callbacks. With NULL, `poll` is never called.
        not_null = ctypes.c_void_p(1)
        self._table.runLoop(
            self._kit,
            ctypes.cast(on_poll, ctypes.c_void_p),
            ctypes.cast(on_wake, ctypes.c_void_p),
            not_null,
        )

    def _error(self) -> str:
        pointer = self._table.getError(self._kit)
        if not pointer:
            return ""
        try:
            return ctypes.string_at(pointer).decode("utf-8", "replace")
        finally:
            self._table.freeError(pointer)
