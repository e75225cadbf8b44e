"""What a view may ask for: the services, and who is calling."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, request

from docsvc.access import Actor, actor_of
from docsvc.errors import Unauthenticated
from docsvc.keys import key_digest
from docsvc.ports import Services

EXTENSION = "docsvc"


def services() -> Services:
    """The services of this application."""
    return cast(Services, current_app.extensions[EXTENSION])


def actor() -> Actor:
    """Whoever the request's bearer key belongs to. Raises Unauthenticated."""
    if "actor" not in g:
        g.actor = _authenticate()
    return cast(Actor, g.actor)


def _authenticate() -> Actor:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise Unauthenticated
    with services().look() as work:
        key = work.units.key_by_digest(key_digest(sent.token))
        user = work.units.user(key.login) if key is not None else None
        if user is None:
            raise Unauthenticated
        return actor_of(user, work.units.all_units())
