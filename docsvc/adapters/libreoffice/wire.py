"""What the converter and its fork server say to each other.

Owner and server share a SOCK_SEQPACKET pair, the control channel. Each job is one message on it
that carries one end of a fresh stream pair; whichever idle child receives it does the job. The
server's end closes when the owner dies, and the owner's when the server does, so neither can be
left waiting. On the stream of a job:

    child:  process id                          (4 bytes)
    owner:  seconds (8, float), length (4), DOCX
    child:  0 (done) or 1 (refused), length (4), PDF or the reason in UTF-8
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

_HELLO = struct.Struct(">I")
_REQUEST = struct.Struct(">dI")
_REPLY = struct.Struct(">BI")
_CHUNK = 1 << 20


class RefusedError(Exception):
    """The child's reason for not converting."""


def send_hello(job: socket.socket, pid: int) -> None:
    """Child: I have the job."""
    job.sendall(_HELLO.pack(pid))


def receive_hello(job: socket.socket) -> int:
    """Owner: the process id of the child that has the job. Raises EOFError, TimeoutError."""
    (pid,) = _HELLO.unpack(_exactly(job, _HELLO.size))
    return int(pid)


def send_request(job: socket.socket, docx: bytes, seconds: float) -> None:
    """Owner: convert this within `seconds`."""
    _send(job, (_REQUEST.pack(seconds, len(docx)), docx))


def receive_request(job: socket.socket) -> tuple[bytes, float]:
    """Child: the DOCX and the seconds allowed. Raises EOFError."""
    seconds, length = _REQUEST.unpack(_exactly(job, _REQUEST.size))
    return _exactly(job, length), seconds


def send_pdf(job: socket.socket, pdf: bytes) -> None:
    """Child: done."""
    _send(job, (_REPLY.pack(0, len(pdf)), pdf))


def send_refusal(job: socket.socket, reason: str) -> None:
    """Child: not done."""
    text = reason.encode()
    _send(job, (_REPLY.pack(1, len(text)), text))


def receive_pdf(job: socket.socket) -> bytes:
    """Owner: the PDF. Raises RefusedError, EOFError when the child died, TimeoutError."""
    status, length = _REPLY.unpack(_exactly(job, _REPLY.size))
    payload = _exactly(job, length)
    if status:
        raise RefusedError(payload.decode("utf-8", "replace"))
    return payload


def _send(job: socket.socket, parts: Iterable[bytes]) -> None:
    for part in parts:
        job.sendall(part)


def _exactly(job: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        chunk = job.recv(min(_CHUNK, length - len(received)))
        if not chunk:
            raise EOFError
        received += chunk
    return bytes(received)
