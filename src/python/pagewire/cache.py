# SPDX-License-Identifier: GPL-2.0-only
"""HTTP caching by RFC 9111, call by call: what does this field do?

>>> c = HttpCache(shared=True)
>>> a = c.request("GET", "http://www.example/", at=0)
>>> c.response(a, 200, {"Cache-Control": "max-age=60"}, "Hello", at=0.1)
>>> b = c.request("GET", "http://www.example/", at=30)
>>> b.outcome, b.age, b.why

It is the engine of the simulator's browsers and proxies. You play the client, the next server and the clock: times are
seconds since the simulator's beginning, 2023-11-14 22:13:20 UTC, and `date` writes them as Date does.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Union

import pandas as pd

from pagewire import _core
from pagewire.cache_exchange import Exchange, nanoseconds
from pagewire.cache_sections import LIFETIMES, STORES
from pagewire.display import paragraph, table, titled
from pagewire.errors import InputError
from pagewire.headers import AnyHeaders, Headers, field_lines
from pagewire.names import checks_keywords

__all__ = ["Exchange", "Freshness", "Headers", "HttpCache", "date", "directives", "freshness", "selects", "vary_key"]

Size = Union[int, str]


class HttpCache:
    """A cache of HTTP by RFC 9111. It sends and receives nothing: tell it what is asked and what comes.

    Parameters
    ----------
    shared
        Whether more than one user is served from it, as from a proxy; a browser's is not.
    name
        What Cache-Status (RFC 9211) calls it.
    targets
        Fields that take the place of Cache-Control for it (RFC 9213), such as "CDN-Cache-Control".
    heed_requests
        Whether Cache-Control of requests is heeded.
    heuristic_fraction, heuristic_limit
        The part of the time since Last-Modified for which a response without a lifetime is fresh, and at most how many
        seconds.
    lifetime
        Seconds that every response is fresh, whatever it says; None: it decides.
    negative_lifetime
        Seconds that errors are fresh which do not say so themselves.
    stale_while_revalidate, stale_if_error
        Seconds past its lifetime for which a response may be served that does not say so itself (RFC 5861).
    store_parts
        Whether parts (206) are stored and put together.
    object_limit
        The longest content that is stored, in bytes or like "64MiB".
    capacity, policy
        How much it holds, and what evicts when it is full, by the names of `cachesim`.
    """

    @checks_keywords
    def __init__(
        self,
        *,
        shared: bool = True,
        name: str = "cache",
        targets: Sequence[str] = (),
        heed_requests: bool = True,
        heuristic_fraction: float = 0.1,
        heuristic_limit: float = 86400,
        lifetime: Optional[float] = None,
        negative_lifetime: float = 0,
        stale_while_revalidate: float = 0,
        stale_if_error: float = 0,
        store_parts: bool = True,
        object_limit: Size = "64MiB",
        capacity: Size = "64MiB",
        policy: str = "lru",
    ) -> None:
        options = _core.CacheOptions()
        options.name = name
        options.shared = shared
        options.targets = list(targets)
        options.heed_requests = heed_requests
        options.heuristic_fraction = heuristic_fraction
        options.heuristic_limit = nanoseconds("heuristic_limit", heuristic_limit)
        if lifetime is not None:
            options.override_lifetime(nanoseconds("lifetime", lifetime))
        options.negative_lifetime = nanoseconds("negative_lifetime", negative_lifetime)
        options.stale_while_revalidate = nanoseconds("stale_while_revalidate", stale_while_revalidate)
        options.stale_if_error = nanoseconds("stale_if_error", stale_if_error)
        options.store_parts = store_parts
        options.object_limit = _core.parse_byte_count(str(object_limit))
        options.memory = _core.CacheTier(_core.parse_byte_count(str(capacity)), policy)
        self.name = name
        self.shared = shared
        #: When the cache was last told something, in seconds.
        self.now = 0.0
        #: All requests that it was asked, in their order.
        self.exchanges: List[Exchange] = []
        self._core = _core.CacheSession(options)

    @checks_keywords
    def request(
        self,
        method: str,
        url: str,
        headers: AnyHeaders = None,
        *,
        at: Optional[float] = None,
        mode: str = "default",
        partition: str = "",
    ) -> Exchange:
        """A client asks. What is returned says what the cache decided.

        If its `action` is "forward", or "answer-and-validate", send its `forward` on, and tell what came of it with
        `response` or `fail`.

        Parameters
        ----------
        at
            When, in seconds; left out, at the time of the last call.
        mode
            Of the Fetch standard: "default", "no-cache" (reload), "reload" (hard reload), "no-store", "force-cache"
            (back and forward) or "only-if-cached".
        partition
            Keeps what is stored for one site from others.
        """
        moment = self._moment(at)
        exchange = Exchange(self._core, self.name, method, url, Headers(headers), moment, mode, partition)
        self.now = moment
        self.exchanges.append(exchange)
        return exchange

    @checks_keywords
    def response(
        self,
        exchange: Exchange,
        status: int = 200,
        headers: AnyHeaders = None,
        body: Union[bytes, str, None] = None,
        *,
        at: Optional[float] = None,
        requested: Optional[float] = None,
    ) -> Exchange:
        """The whole response came to what was sent on for a request. Returns that request's exchange, which has the
        answer to the client from now on.

        Parameters
        ----------
        body
            Its content; left out, as much as Content-Length says, or Content-Range of a part.
        at
            When it came; left out, at the time of the last call.
        requested
            When the request was sent on; left out, when it came.
        """
        moment = self._moment(at)
        exchange.receive(status, field_lines(headers), body, exchange.at if requested is None else requested, moment)
        self.now = moment
        return exchange

    def fail(self, exchange: Exchange, *, at: Optional[float] = None) -> Exchange:
        """No response came to what was sent on: what is stored answers although it is stale, where that is allowed
        (RFC 9111 section 4.2.4), else status 504."""
        moment = self._moment(at)
        exchange.fail(moment)
        self.now = moment
        return exchange

    def stored(self, url: str, *, at: Optional[float] = None, partition: str = "") -> pd.DataFrame:
        """What is stored of a URL: a row for each response, the one last received first.

        Times are seconds; `source` is what gave the lifetime, `selecting` the request fields that Vary names,
        `fresh` whether its age is within its lifetime at that time, and `size` the bytes of the whole, of which
        `octets` are held.
        """
        rows = self._core.stored(url, partition, nanoseconds("at", self._moment(at)))
        for row in rows:
            row["headers"] = Headers(row["headers"])
            row["selecting"] = Headers(row["selecting"])
            row["fresh"] = row["age_s"] < row["lifetime_s"] and not row["invalidated"]
        return pd.DataFrame(rows, columns=_STORED)

    @property
    def log(self) -> pd.DataFrame:
        """A row for each request that the cache was asked, with the columns of cache.csv."""
        return pd.DataFrame([one.row() for one in self.exchanges], columns=_LOG)

    def purge(self, url: str) -> int:
        """Takes out what is stored of a URL; returns how many responses."""
        return self._core.purge(url)

    def purge_tag(self, tag: str) -> int:
        """Takes out what has this tag in its Cache-Tag field; returns how many responses."""
        return self._core.purge_tag(tag)

    def clear(self) -> None:
        """Takes out everything."""
        self._core.clear()

    @property
    def bytes(self) -> int:
        """Bytes stored, with heads."""
        return self._core.bytes

    @property
    def evictions(self) -> int:
        """How many responses had to leave for others."""
        return self._core.evictions

    def __len__(self) -> int:
        """How many responses are stored."""
        return self._core.count

    def _moment(self, at: Optional[float]) -> float:
        if at is None:
            return self.now
        if at < self.now:
            raise InputError(f"at={at} lies before the last call, which was at {self.now}: time goes on")
        return float(at)

    def __repr__(self) -> str:
        kind = "shared" if self.shared else "private"
        return f"<HttpCache {self.name!r}, {kind}, {len(self)} stored, {self.bytes:,} bytes>"

    def _repr_html_(self) -> str:
        kind = "shared by several users" if self.shared else "of one user"
        head = ("at", "request", "outcome", "status", "why")
        rows = [
            (f"{one.at:g} s", f"{one.method} {one.url}", one.outcome, str(one.status or ""), one.why)
            for one in self.exchanges
        ]
        return titled(self.name, f"{kind}, {len(self)} stored, {self.bytes:,} bytes") + table(head, rows)


_STORED = (
    "method status received_s age_s lifetime_s source fresh invalidated octets size headers selecting"
).split()
_LOG = (
    "at_s method url action outcome forward forward_status status lifetime_s age_s store version why"
).split()


class Freshness(NamedTuple):
    """What a response says for a cache; see `freshness`."""

    #: Whether it may be stored, and is worth it.
    stored: bool
    #: The rule that said so, by the names of the column `store` of cache.csv.
    rule: str
    #: Seconds that it is fresh in all; None if it is not stored.
    lifetime: Optional[float]
    #: What gave the lifetime: "max-age", "heuristic" ...; empty: nothing did.
    source: str
    #: Seconds that it was old already as it came.
    age: Optional[float]
    #: How it can be validated: "ETag", "Last-Modified".
    validators: List[str]
    #: All this in a sentence.
    why: str
    #: Where the RFCs say so.
    sections: List[str]

    def _repr_html_(self) -> str:
        seconds = "" if self.lifetime is None else f"fresh for {self.lifetime:g} s"
        rows = [(section,) for section in self.sections]
        return titled("stored" if self.stored else "not stored", seconds) + paragraph(self.why) + table((), rows)


def freshness(
    headers: AnyHeaders,
    *,
    status: int = 200,
    method: str = "GET",
    request: AnyHeaders = None,
    shared: bool = True,
    at: float = 0,
    **options: Any,
) -> Freshness:
    """What a cache makes of one response: whether it stores it, and how long that is fresh.

    >>> freshness({"Cache-Control": "private, max-age=60"}, shared=False).lifetime

    Parameters
    ----------
    headers
        Of the response.
    status, method, request
        Of the response; of the request, and its fields.
    at
        When it came, in seconds; Date and Expires are held against it.
    options
        Further ones of `HttpCache`.
    """
    cache = HttpCache(shared=shared, **options)
    url = "http://www.example/"
    asked = cache.request(method, url, request, at=at)
    cache.response(asked, status, headers)
    found = cache._core.stored(url, "", nanoseconds("at", cache.now))
    trace = asked.trace
    if not found:
        section = [STORES[trace["store"]]] if trace["store"] in STORES else []
        return Freshness(False, trace["store"], None, "", None, [], asked.why, section)
    row = found[0]
    fields = Headers(row["headers"])
    validators = [name for name in ("ETag", "Last-Modified") if name in fields]
    by = LIFETIMES.get(row["source"], "RFC 9111 section 4.2.1 (calculating freshness lifetime)")
    fresh = f"and fresh for {row['lifetime_s']:g} s by {row['source_words']}"
    nothing = "but never fresh, since nothing in the response says for how long"
    why = f"It is stored, {fresh if row['source'] else nothing}; it is {row['age_s']:g} s old."
    return Freshness(
        True, trace["store"], row["lifetime_s"], row["source"], row["age_s"], validators, why, [STORES["stored"], by]
    )


def directives(headers: AnyHeaders, *, request: bool = False) -> Dict[str, Any]:
    """The directives of Cache-Control that a cache heeds: True, seconds, or a list of the fields that it is about.

    Of one that is there twice the first counts; one with a malformed number counts as 0. A text is taken for the value
    of Cache-Control.
    """
    given: AnyHeaders = {"Cache-Control": headers} if isinstance(headers, str) else headers
    read = _core.request_directives if request else _core.response_directives
    return read(field_lines(given))


def vary_key(response: AnyHeaders, request: AnyHeaders) -> Optional[Dict[str, str]]:
    """The fields of a request that Vary of the response names, of which each combination is stored by itself
    (RFC 9111 section 4.1); None for `Vary: *`, which no other request selects."""
    key = _core.vary_key(field_lines(response), field_lines(request))
    return None if key is None else dict(key)


def selects(request: AnyHeaders, response: AnyHeaders, first: AnyHeaders) -> bool:
    """Whether a stored response may answer a request with regard to Vary (RFC 9111 section 4.1).

    Parameters
    ----------
    request
        Fields of the request.
    response
        Fields of the stored response.
    first
        Fields of the request that the response came to.
    """
    key = _core.vary_key(field_lines(response), field_lines(first))
    return key is not None and _core.vary_selects(field_lines(request), field_lines(response), key)


def date(at: float) -> str:
    """A time in seconds as Date, Expires and Last-Modified have it."""
    return _core.http_date(round(at * 10**9))


def __dir__() -> List[str]:
    return sorted([*__all__, "__doc__"])
