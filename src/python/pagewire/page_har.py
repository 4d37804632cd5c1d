# SPDX-License-Identifier: GPL-2.0-only
"""A page as a HAR 1.2 archive: no measurement, but a plan from which the page can be imported again.

Every resource has a connection of its own that opens in a microsecond, and its content comes at a byte a microsecond,
so that whatever the page says falls on whole microseconds: think times, delays and the bytes that others wait for.
"""

from __future__ import annotations

import datetime
import urllib.parse
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from pagewire import _core

#: When virtual time begins, in all that Pagewire writes.
EPOCH = datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)
HANDSHAKE_US = 1
TRAVEL_US = 1
LEVELS = ("VeryHigh", "High", "Medium", "Low", "VeryLow")
WHOLE_TO_BE_USED = {"stylesheet", "script", "font"}

Json = Dict[str, Any]


class Plan:
    """When a resource is found, and when its head and its end come, in microseconds."""

    def __init__(self, found: int, cause: Optional[int], resource: _core.Resource) -> None:
        self.found = found
        self.cause = cause
        self.wait = resource.think_ns // 1000 + TRAVEL_US
        self.head = found + HANDSHAKE_US + self.wait
        self.end = self.head + resource.size

    def meets(self, trigger: str, count: int, delay_ns: int) -> int:
        """When what waits for this resource is found."""
        if trigger == "headers":
            return self.head - TRAVEL_US
        if trigger == "bytes":
            return self.head + count
        return self.end + delay_ns // 1000


def plan(resources: Sequence[_core.Resource]) -> List[Plan]:
    """Parents stand before what waits for them. What is met last is taken for what led to a resource."""
    plans: List[Plan] = []
    for resource in resources:
        met = [(plans[parent].meets(trigger, count, delay), parent) for parent, trigger, count, delay in resource.after]
        found, cause = max(met) if met else (0, None)
        plans.append(Plan(found, cause, resource))
    return plans


def date(microseconds: int) -> str:
    moment = EPOCH + datetime.timedelta(microseconds=microseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def http_date(seconds: float) -> str:
    return _core.http_date(round(seconds * 10**9))


def headers(pairs: Mapping[str, Optional[str]]) -> List[Dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs.items() if value]


def request_headers(resource: _core.Resource) -> List[Dict[str, str]]:
    """The priority, where Chrome's level and the type do not say it already."""
    usual = resource.type not in WHOLE_TO_BE_USED
    if resource.urgency < len(LEVELS) and resource.incremental == usual:
        return []
    return headers({"Priority": f"u={resource.urgency}" + (", i" if resource.incremental else "")})


def response_headers(resource: _core.Resource) -> List[Dict[str, str]]:
    expires = resource.expires_s
    tags = {"strong": '"1"', "weak": 'W/"1"'}
    return headers(
        {
            "Date": http_date(0) if expires is not None else None,
            "Expires": http_date(expires) if expires is not None else None,
            "Cache-Control": resource.cache_control,
            "CDN-Cache-Control": resource.cdn_cache_control,
            "Cache-Tag": resource.cache_tags,
            "Vary": resource.vary,
            "ETag": tags.get(resource.etag),
            "Last-Modified": http_date(0) if resource.last_modified else None,
        }
    )


def full_url(resource: _core.Resource) -> str:
    return f"https://{resource.host}{resource.path}"


def query(path: str) -> List[Dict[str, str]]:
    pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query, keep_blank_values=True)
    return [{"name": name, "value": value} for name, value in pairs]


def request_object(resource: _core.Resource) -> Json:
    return {
        "method": resource.method,
        "url": full_url(resource),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": request_headers(resource),
        "queryString": query(resource.path),
        "headersSize": resource.request_head or -1,
        "bodySize": resource.request_size,
    }


def response_object(resource: _core.Resource, redirect: str) -> Json:
    return {
        "status": resource.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": response_headers(resource),
        "content": {"size": resource.size, "mimeType": resource.mime},
        "redirectURL": redirect,
        "headersSize": resource.response_head or -1,
        "bodySize": resource.size,
        "_transferSize": resource.size + resource.response_head,
    }


def initiator(cause: Optional[_core.Resource]) -> Json:
    if cause is None:
        return {"type": "other"}
    return {"type": "script" if cause.type == "script" else "parser", "url": full_url(cause)}


def timings(mine: Plan) -> Dict[str, float]:
    return {
        "blocked": 0,
        "dns": -1,
        "connect": HANDSHAKE_US / 1000,
        "ssl": -1,
        "send": 0,
        "wait": mine.wait / 1000,
        "receive": (mine.end - mine.head) / 1000,
    }


def entry(resource: _core.Resource, mine: Plan, cause: Optional[_core.Resource], redirect: str, server: str) -> Json:
    made: Json = {
        "_initiator": initiator(cause),
        "_priority": LEVELS[min(resource.urgency, len(LEVELS) - 1)],
        "_resourceType": resource.type,
        "_serverKey": server,
        "pageref": "page_1",
        "startedDateTime": date(mine.found),
        "time": (mine.end - mine.found) / 1000,
        "request": request_object(resource),
        "response": response_object(resource, redirect),
        "cache": {},
        "timings": timings(mine),
        "connection": str(resource.number + 1),
    }
    if resource.push:
        made["_was_pushed"] = 1
    return made


def redirects(resources: Sequence[_core.Resource], plans: Sequence[Plan]) -> Dict[int, str]:
    """Where the redirects among the resources lead: to the first resource that each of them led to."""
    targets: Dict[int, str] = {}
    for resource, mine in zip(resources, plans):
        if mine.cause is not None and 300 <= resources[mine.cause].status < 400:
            targets.setdefault(mine.cause, full_url(resource))
    return targets


def har_of(page: _core.Page, version: str) -> Json:
    """The archive, as `json` writes it."""
    resources: List[_core.Resource] = page.resources
    plans = plan(resources)
    targets = redirects(resources, plans)
    hosts: Dict[str, str] = dict(page.hosts)
    entries = []
    for resource, mine in zip(resources, plans):
        cause = None if mine.cause is None else resources[mine.cause]
        server = hosts[resource.host] or resource.host
        entries.append(entry(resource, mine, cause, targets.get(resource.number, ""), server))
    ends: Tuple[int, ...] = tuple(mine.end for mine in plans)
    loads = {"onContentLoad": -1, "onLoad": max(ends) / 1000}
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "Pagewire", "version": version},
            "pages": [{"startedDateTime": date(0), "id": "page_1", "title": page.title, "pageTimings": loads}],
            "entries": entries,
        }
    }
