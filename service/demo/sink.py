"""A mail server of the demo's own, on this machine: it takes every mail and keeps it in memory.

Here: taking. Not here: reading mails (reading.py), any sending: that is the service's, as ever.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class Sink:
    """What has arrived and was not taken out yet. The server's thread puts in, another takes out."""

    def __init__(self) -> None:
        self.port = 0
        self._arrived: SimpleQueue[bytes] = SimpleQueue()

    def take(self) -> Iterator[bytes]:
        """Every mail that has arrived since the last call, oldest first."""
        while True:
            try:
                yield self._arrived.get_nowait()
            except Empty:
                return

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd calls it
        assert isinstance(envelope.content, bytes)
        self._arrived.put(envelope.content)
        return "250 OK"


class _Server(Controller):
    """A controller that lets the system choose the port: aiosmtpd's own would afterwards knock at port 0."""

    def _create_server(self) -> Any:
        listener = socket.create_server((self.hostname, 0))
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener, ssl=self.ssl_context)


@contextmanager
def mail_server() -> Iterator[Sink]:
    """A server listening on `HOST`, `sink.port` for the length of the block."""
    sink = Sink()
    server = _Server(sink, loop=asyncio.new_event_loop(), hostname=HOST, enable_SMTPUTF8=True)
    server.start()
    sink.port = server.port
    try:
        yield sink
    finally:
        server.stop()
