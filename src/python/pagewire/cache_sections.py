# SPDX-License-Identifier: GPL-2.0-only
"""Where the RFCs say what a cache did: sections for the columns of cache.csv."""

from __future__ import annotations

from typing import Any, List, Mapping

#: What the answer came from.
OUTCOMES = {
    "hit": "RFC 9111 section 4.2 (freshness)",
    "stale": "RFC 9111 section 4.2.4 (serving stale responses)",
    "revalidated": "RFC 9111 section 4.3.4 (freshening stored responses upon validation)",
    "completed": "RFC 9111 section 3.4 (combining partial content)",
    "collapsed": "RFC 9111 section 4 (collapsed requests)",
    "refused": "RFC 9111 section 5.2.1.7 (only-if-cached)",
}

#: Why a request went on.
FORWARDS = {
    "uri-miss": "RFC 9111 section 2 (cache keys)",
    "vary-miss": "RFC 9111 section 4.1 (cache keys with Vary)",
    "stale": "RFC 9111 section 4.3.1 (sending a validation request)",
    "partial": "RFC 9111 section 3.3 (incomplete responses)",
    "request": "RFC 9111 section 5.2.1 (request directives)",
    "method": "RFC 9111 section 4 (unsafe methods are written through)",
}

#: What gave what is stored its lifetime.
LIFETIMES = {
    "targeted": "RFC 9213 section 2.2 (targeted fields)",
    "s-maxage": "RFC 9111 section 5.2.2.10 (s-maxage)",
    "max-age": "RFC 9111 section 5.2.2.1 (max-age)",
    "expires": "RFC 9111 section 5.3 (Expires)",
    "heuristic": "RFC 9111 section 4.2.2 (heuristic freshness)",
}

#: Why a response was stored, or was not.
STORES = {
    "stored": "RFC 9111 section 3 (storing responses)",
    "updated": "RFC 9111 section 3.2 (updating stored fields)",
    "method": "RFC 9111 section 3 (storing responses)",
    "status": "RFC 9111 section 3 (storing responses)",
    "request-no-store": "RFC 9111 section 5.2.1.5 (no-store of requests)",
    "no-store": "RFC 9111 section 5.2.2.5 (no-store)",
    "must-understand": "RFC 9111 section 5.2.2.3 (must-understand)",
    "private": "RFC 9111 section 5.2.2.7 (private)",
    "authorization": "RFC 9111 section 3.5 (authenticated requests)",
    "no-lifetime": "RFC 9111 section 3 (storing responses)",
    "vary-star": "RFC 9111 section 4.1 (cache keys with Vary)",
    "parts": "RFC 9111 section 3.3 (incomplete responses)",
    "broken": "RFC 9111 section 3.3 (incomplete responses)",
}


def sections(trace: Mapping[str, Any]) -> List[str]:
    """The sections that a decision rests on, in the order in which its sentence names the reasons."""
    weighed = trace["outcome"] in {"hit", "stale"} or trace["forward"] == "stale"
    found = [
        OUTCOMES.get(trace["outcome"]),
        FORWARDS.get(trace["forward"]),
        LIFETIMES.get(trace["source"]) if weighed else None,
        STORES.get(trace["store"]),
    ]
    return list(dict.fromkeys(section for section in found if section))
