"""Serving with gunicorn: workers that open their own machines after the fork."""

from __future__ import annotations

import contextlib
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from docsvc.app import create_app
from docsvc.bootstrap import open_machines
from docsvc.logs import configure_logging
from docsvc.settings import Settings

REQUEST_SECONDS = 120
"""A worker silent for longer is replaced by gunicorn."""


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        machines = open_machines(self._settings)
        app = create_app(machines.services, max_request_bytes=self._settings.max_request_bytes)
        app.extensions["docsvc.close"] = machines.close
        # The first paper should not wait for the layout engine to start.
        machines.services.converter.check()
        return app


def _worker_exit(_server: Any, worker: Any) -> None:
    with contextlib.suppress(AttributeError):  # a worker that died before it loaded
        worker.wsgi.extensions["docsvc.close"]()


def serve(settings: Settings, *, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until a signal ends it. Raises StoreUnavailable at once when not initialised."""
    configure_logging(as_json=settings.log_json)
    open_machines(settings).close()
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": 30,
        "worker_exit": _worker_exit,
        "accesslog": None,
        "control_socket_disable": True,
    }
    _Application(settings, options).run()
