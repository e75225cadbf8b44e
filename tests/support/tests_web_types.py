"""Types that the web tests share."""

from __future__ import annotations

from collections.abc import Callable

Headers = Callable[[str], dict[str, str]]
