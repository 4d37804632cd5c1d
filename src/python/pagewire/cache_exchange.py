# SPDX-License-Identifier: GPL-2.0-only
"""A request that a cache was asked, and what has become of it."""

from __future__ import annotations

import math
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

from pagewire import _core
from pagewire.cache_sections import sections
from pagewire.display import paragraph, table, titled
from pagewire.errors import InputError
from pagewire.headers import Headers

WAITS = {"forward", "answer-and-validate"}
GATEWAY_TIMEOUT = 504
#: Times beyond a century are mistakes, and would not fit.
LONGEST = 100 * 366 * 86400.0


class ForwardedRequest(NamedTuple):
    """A request as the next server is to get it."""

    method: str
    url: str
    headers: Headers


class Exchange:
    """A request, what the cache decided, and the answer as far as there is one. `HttpCache.request` makes it."""

    #: The answer to the client; None as long as there is none.
    status: Optional[int]
    headers: Optional[Headers]
    body: Optional[bytes]

    def __init__(
        self,
        cache: _core.CacheSession,
        cache_name: str,
        method: str,
        url: str,
        headers: Headers,
        at: float,
        mode: str,
        partition: str,
    ) -> None:
        self.method = method
        self.url = url
        #: Fields of the request.
        self.request_headers = headers
        #: When it was asked, in seconds.
        self.at = at
        #: Whether what is sent on has not been answered yet.
        self.waits = False
        self._failed = False
        self._cache = cache
        self._cache_name = cache_name
        self._clear()
        self._core = cache.decide(method, url, headers.pairs, nanoseconds("at", at), mode, partition)
        #: What the cache decided first: "answer", "answer-and-validate", "forward" or "refuse".
        self.action = self._core.action
        self.waits = self.action in WAITS
        if self.action in {"answer", "answer-and-validate"}:
            self._answer(at)
        elif self.action == "refuse":
            self._refuse()
        self._kept: Optional[Dict[str, Any]] = self._core.trace() if self.action == "answer-and-validate" else None

    @property
    def trace(self) -> Dict[str, Any]:
        """How the cache came to it: the columns of cache.csv that are its own."""
        return self._kept or self._core.trace()

    @property
    def outcome(self) -> str:
        """"hit", "miss", "revalidated" ..., as in cache.csv; "waiting" while there is no answer, "failed" if none came
        and nothing that is stored may stand in for it."""
        return "failed" if self._failed else "waiting" if self._unanswered else str(self.trace["outcome"])

    @property
    def why(self) -> str:
        """A sentence that says which rule made it so, with the figures."""
        if self._failed:
            return f"Refused with {GATEWAY_TIMEOUT}: no answer came, and nothing stored may stand in for it."
        return f"Sent on: {self.trace['forward_why']}." if self._unanswered else str(self.trace["why"])

    @property
    def _unanswered(self) -> bool:
        return self.waits and self.status is None

    @property
    def sections(self) -> List[str]:
        """Where the RFCs say so."""
        return sections(self.trace)

    @property
    def age(self) -> Optional[int]:
        """Seconds of the answer's Age field; None without one."""
        value = None if self.headers is None else self.headers.get("Age")
        return int(value) if value is not None and value.isdigit() else None

    @property
    def forward(self) -> Optional[ForwardedRequest]:
        """What is to be sent on; None if nothing is."""
        if not self.waits:
            return None
        method, url, fields = self._core.forward
        return ForwardedRequest(method, url, Headers(fields))

    @property
    def conditional(self) -> Headers:
        """The fields that the cache has put into what is to be sent on, such as If-None-Match."""
        forward = self.forward
        lines = [] if forward is None else forward.headers.pairs
        return Headers([line for line in lines if line not in self.request_headers.pairs])

    @property
    def cache_status(self) -> str:
        """What Cache-Status (RFC 9211) would say of it."""
        return self._core.cache_status(self._cache_name)

    def receive(
        self,
        status: int,
        headers: Sequence[Tuple[str, str]],
        body: Union[bytes, str, None],
        requested: float,
        at: float,
    ) -> None:
        """See HttpCache.response."""
        self._need_waiting("a response")
        if not 200 <= status <= 599:
            raise InputError(f"status {status} is none of a final response: give one from 200 to 599")
        content = body.encode() if isinstance(body, str) else body
        sent, came = nanoseconds("requested", requested), nanoseconds("at", at)
        verdict = self._core_receive(status, headers, content, sent, came)
        self.waits = verdict == "retry"
        if self._kept is not None or self.waits:
            return
        if verdict in {"reuse", "complete"}:
            self._answer(at)
            return
        has_content = self.method != "HEAD" and status not in {204, 304}
        self.status, self.headers = status, Headers(headers)
        self.body = (content or b"") if has_content else b""

    def fail(self, at: float) -> None:
        """See HttpCache.fail."""
        self._need_waiting("a failure")
        self.waits = False
        if self._kept is not None:
            return
        if self._cache.fail(self._core, nanoseconds("at", at)):
            self._answer(at)
        else:
            self._failed = True
            self._refuse()

    def row(self) -> Dict[str, Any]:
        """The row of HttpCache.log."""
        mine = {"at_s": self.at, "method": self.method, "url": self.url, "action": self.action, "status": self.status}
        return {**self.trace, **mine, "outcome": self.outcome, "why": self.why}

    def _core_receive(
        self, status: int, headers: Sequence[Tuple[str, str]], body: Optional[bytes], sent: int, came: int
    ) -> str:
        return self._cache.receive(self._core, status, list(headers), body, sent, came)

    def _need_waiting(self, what: str) -> None:
        if not self.waits:
            raise InputError(f"{self.method} {self.url} waits for no answer: {what} can come to what was sent on only")

    def _clear(self) -> None:
        self.status = self.headers = self.body = None

    def _answer(self, at: float) -> None:
        status, fields, self.body = self._cache.answer(self._core, nanoseconds("at", at))
        self.status, self.headers = status, Headers(fields)

    def _refuse(self) -> None:
        self.status, self.headers, self.body = GATEWAY_TIMEOUT, Headers(), b""

    def __repr__(self) -> str:
        answer = "waits for an answer" if self._unanswered else f"{self.outcome}, status {self.status}"
        return f"<Exchange {self.method} {self.url}: {answer}>"

    def _repr_html_(self) -> str:
        state = "asks the next server" if self._unanswered else self.outcome
        parts = [titled(f"{self.method} {self.url}", f"{state}, at {self.at:g} s"), paragraph(self.why)]
        if self.waits:
            parts.append(table(("sent on with",), [(f"{name}: {value}",) for name, value in self.conditional.pairs]))
        if self.status is not None and self.headers is not None:
            fields = [(name, value) for name, value in self.headers.pairs]
            parts.append(table(("answered", str(self.status)), fields))
        parts.append(table((), [(section,) for section in self.sections]))
        return "".join(parts)


def nanoseconds(name: str, seconds: float) -> int:
    """Seconds as the core has them. `name` is what errors call them."""
    if not math.isfinite(seconds) or not 0 <= seconds <= LONGEST:
        raise InputError(f"{name}={seconds} is no time: give seconds from 0 on, a century at most")
    return round(seconds * 10**9)
