# SPDX-License-Identifier: GPL-2.0-only
"""pagewire.cache: RFC 9111 call by call. Expected values are the RFC's rules, worked out by hand."""

import pytest
from pagewire import InputError, cache
from pagewire.cache import HttpCache

URL = "http://www.example/"


def filled(headers, body="Hello", at=0.0, **options):
    """A cache that was asked once and got this response at the same moment."""
    c = HttpCache(**options)
    c.response(c.request("GET", URL, at=at), 200, headers, body)
    return c


def test_a_miss_is_stored_and_then_a_hit_with_its_age():
    c = HttpCache()
    a = c.request("GET", URL, {"Accept-Encoding": "gzip"}, at=0)
    assert (a.action, a.outcome, a.status) == ("forward", "waiting", None)
    assert a.why == "Sent on: nothing is stored of this URL."
    assert repr(a) == f"<Exchange GET {URL}: waits for an answer>" and list(c.log["outcome"]) == ["waiting"]
    assert a.forward.headers["accept-encoding"] == "gzip" and a.conditional == {}
    assert c.response(a, 200, {"Cache-Control": "max-age=60"}, "Hello", at=0.5) is a
    assert (a.status, a.body, a.age) == (200, b"Hello", None)
    assert a.why == "Answered by the next server: nothing is stored of this URL; the response is stored."
    b = c.request("GET", URL, at=30)
    # Age (section 4.2.3): half a second on the way and 29.5 s here.
    assert (b.action, b.outcome, b.status, b.body, b.age) == ("answer", "hit", 200, b"Hello", 30)
    assert b.why == "Answered from memory: its age of 30 s is within the 60 s that max-age gives it."
    assert b.sections == ["RFC 9111 section 4.2 (freshness)", "RFC 9111 section 5.2.2.1 (max-age)"]
    assert b.cache_status == "cache; hit; ttl=30; detail=memory"


def test_what_is_stale_is_validated_by_what_the_response_had():
    c = filled({"Cache-Control": "max-age=10", "ETag": '"v1"', "Last-Modified": cache.date(-3600)})
    a = c.request("GET", URL, at=11)
    assert a.conditional == {"If-None-Match": '"v1"', "If-Modified-Since": "Tue, 14 Nov 2023 21:13:20 GMT"}
    c.response(a, 304, {"ETag": '"v1"', "Cache-Control": "max-age=100"}, at=11)
    assert (a.outcome, a.status, a.body, a.age) == ("revalidated", 200, b"Hello", 0)
    assert c.stored(URL).iloc[0]["lifetime_s"] == 100
    assert "RFC 9111 section 4.3.4" in a.sections[0]


def test_a_new_response_replaces_the_old_one():
    c = filled({"Cache-Control": "max-age=0", "ETag": '"v1"'})
    a = c.response(c.request("GET", URL, at=1), 200, {"ETag": '"v2"', "Cache-Control": "max-age=5"}, "New")
    assert (a.outcome, a.body) == ("updated", b"New")
    assert c.request("GET", URL).body == b"New" and len(c) == 1


def test_a_304_about_something_else_is_asked_again():
    c = filled({"Cache-Control": "max-age=0", "ETag": '"v1"'})
    a = c.response(c.request("GET", URL, at=1), 304, {"ETag": '"v9"'})
    assert a.waits and a.status is None and a.conditional == {}
    assert c.response(a, 200, {}, "New").body == b"New"


def test_stale_while_revalidate_answers_and_asks():
    c = filled({"Cache-Control": "max-age=10, stale-while-revalidate=20"})
    a = c.request("GET", URL, at=15)
    assert (a.action, a.outcome, a.body, a.waits) == ("answer-and-validate", "stale", b"Hello", True)
    c.response(a, 200, {"Cache-Control": "max-age=10"}, "New")
    assert (a.outcome, a.body, a.waits) == ("stale", b"Hello", False)
    assert c.request("GET", URL, at=16).body == b"New"


def test_failures_serve_what_is_stale_only_where_it_is_allowed():
    c = filled({"Cache-Control": "max-age=10, stale-if-error=100"})
    assert c.fail(c.request("GET", URL, at=20)).outcome == "stale"
    strict = filled({"Cache-Control": "max-age=10, must-revalidate"}, stale_if_error=100)
    a = strict.fail(strict.request("GET", URL, at=20))
    assert (a.status, a.outcome) == (504, "failed")
    assert a.why == "Refused with 504: no answer came, and nothing stored may stand in for it."


def test_only_if_cached_and_modes():
    c = HttpCache()
    a = c.request("GET", URL, {"Cache-Control": "only-if-cached"})
    assert (a.action, a.status, a.outcome) == ("refuse", 504, "refused")
    c = filled({"Cache-Control": "max-age=1"})
    assert c.request("GET", URL, at=100, mode="force-cache").outcome == "stale"
    assert c.request("GET", URL, mode="reload").action == "forward"
    with pytest.raises(InputError, match="did you mean 'no-store'"):
        c.request("GET", URL, mode="no-stor")


def test_ranges_are_put_together():
    c = HttpCache()
    part = {"Content-Range": "bytes 0-3/10", "ETag": '"v1"', "Cache-Control": "max-age=60"}
    a = c.response(c.request("GET", URL, {"Range": "bytes=0-3"}), 206, part, "0123")
    assert (a.status, a.body) == (206, b"0123")
    b = c.request("GET", URL)
    assert b.conditional == {"Range": "bytes=4-", "If-Range": '"v1"'}
    c.response(b, 206, {"Content-Range": "bytes 4-9/10", "ETag": '"v1"'}, "456789")
    assert (b.outcome, b.status, b.body) == ("completed", 200, b"0123456789")


def test_content_need_not_be_given():
    c = filled({"Cache-Control": "max-age=60", "Content-Length": "1000"}, body=None)
    row = c.stored(URL).iloc[0]
    assert (row["octets"], row["size"]) == (1000, 1000)
    assert len(c.request("GET", URL).body) == 1000


def test_unsafe_methods_invalidate():
    c = filled({"Cache-Control": "max-age=60"})
    c.response(c.request("POST", URL), 200, {})
    assert list(c.stored(URL)["invalidated"]) == [True]
    a = c.request("GET", URL)
    assert a.why == "Sent on: what is stored may have been changed since."
    assert c.response(a, 200, {"Cache-Control": "no-store"}).why.startswith(
        "Answered by the next server, in place of what was stored: what is stored may have been changed since; ")


def test_vary_keeps_responses_apart():
    c = HttpCache()
    for language, text in [("de", "Hallo"), ("fr", "Salut")]:
        a = c.request("GET", URL, {"Accept-Language": language})
        c.response(a, 200, {"Cache-Control": "max-age=60", "Vary": "Accept-Language"}, text)
    assert c.request("GET", URL, {"Accept-Language": "de"}).body == b"Hallo"
    assert [dict(key) for key in c.stored(URL)["selecting"]] == [{"Accept-Language": "fr"}, {"Accept-Language": "de"}]
    assert c.request("GET", URL, {"Accept-Language": "it"}).trace["forward"] == "vary-miss"


def test_purges():
    c = filled({"Cache-Control": "max-age=60", "Cache-Tag": "news, all"})
    assert c.purge_tag("sports") == 0 and c.purge_tag("news") == 1 and len(c) == 0
    c = filled({"Cache-Control": "max-age=60"})
    assert c.purge("HTTP://WWW.example:80/") == 1
    c = filled({"Cache-Control": "max-age=60"})
    c.clear()
    assert (len(c), c.bytes) == (0, 0)


def test_room_is_made():
    c = HttpCache(capacity=2500, policy="fifo")
    for number in range(3):
        a = c.request("GET", f"{URL}{number}")
        c.response(a, 200, {"Cache-Control": "max-age=60", "Content-Length": "1000"})
    assert c.evictions >= 1 and c.stored(f"{URL}0").empty and not c.stored(f"{URL}2").empty


@pytest.mark.parametrize(
    "headers, options, lifetime, source",
    [
        # RFC 9111 section 4.2.1: the first of these that is there, s-maxage in shared caches only.
        ({"Cache-Control": "s-maxage=5, max-age=60", "Expires": cache.date(90)}, {}, 5, "s-maxage"),
        ({"Cache-Control": "s-maxage=5, max-age=60"}, {"shared": False}, 60, "max-age"),
        ({"Expires": cache.date(90), "Date": cache.date(0)}, {}, 90, "expires"),
        # Section 4.2.2: a tenth of the time since Last-Modified, a day at most.
        ({"Last-Modified": cache.date(-1000)}, {}, 100, "heuristic"),
        ({"Last-Modified": cache.date(-10**7)}, {}, 86400, "heuristic"),
        ({"Last-Modified": cache.date(-1000)}, {"heuristic_fraction": 0.5}, 500, "heuristic"),
        ({"CDN-Cache-Control": "max-age=7", "Cache-Control": "max-age=1"}, {"targets": ["CDN-Cache-Control"]}, 7,
         "targeted"),
        ({"Cache-Control": "max-age=1"}, {"lifetime": 33}, 33, "override"),
        # Section 4.2.1: of a directive that is there twice the first counts.
        ([("Cache-Control", "max-age=1"), ("Cache-Control", "max-age=2")], {}, 1, "max-age"),
        ({"Cache-Control": ["max-age=3", "public"]}, {}, 3, "max-age"),
    ],
)
def test_freshness(headers, options, lifetime, source):
    found = cache.freshness(headers, **options)
    assert (found.stored, found.lifetime, found.source) == (True, lifetime, source)
    assert f"fresh for {lifetime} s" in found.why


def test_freshness_says_what_gives_it():
    assert cache.freshness({"Last-Modified": cache.date(-1000)}).why == (
        "It is stored, and fresh for 100 s by the time since Last-Modified; it is 0 s old.")
    assert cache.freshness({"Cache-Control": "max-age=60", "Age": "5"}).why == (
        "It is stored, and fresh for 60 s by max-age; it is 5 s old.")
    assert cache.freshness({"ETag": '"v1"'}).why == (
        "It is stored, but never fresh, since nothing in the response says for how long; it is 0 s old.")


@pytest.mark.parametrize(
    "headers, options, rule, section",
    [
        ({"Cache-Control": "no-store"}, {}, "no-store", "5.2.2.5"),
        ({"Cache-Control": "private, max-age=60"}, {}, "private", "5.2.2.7"),
        ({"Cache-Control": "max-age=60"}, {"request": {"Authorization": "x"}}, "authorization", "3.5"),
        ({"Cache-Control": "max-age=60"}, {"request": {"Cache-Control": "no-store"}}, "request-no-store", "5.2.1.5"),
        ({"Cache-Control": "max-age=60"}, {"method": "POST"}, "", ""),
        ({"Cache-Control": "max-age=60", "Vary": "*"}, {}, "vary-star", "4.1"),
    ],
)
def test_what_is_not_stored(headers, options, rule, section):
    found = cache.freshness(headers, **options)
    assert (found.stored, found.lifetime) == (False, None)
    if rule:
        assert found.rule == rule and f"section {section} " in found.sections[0]


def test_directives_and_vary_by_themselves():
    assert cache.directives('max-age=60, no-cache="set-cookie", private') == {
        "max-age": 60.0, "no-cache": ["set-cookie"], "private": True}
    assert cache.directives({"Cache-Control": "max-age=x"}) == {"max-age": 0.0}
    assert cache.directives("max-stale=5, no-cache", request=True) == {"no-cache": True, "max-stale": 5.0}
    response = {"Vary": "Accept-Encoding, User-Agent"}
    assert cache.vary_key(response, {"accept-encoding": "gzip", "Accept": "*/*"}) == {"Accept-Encoding": "gzip"}
    assert cache.vary_key({"Vary": "*"}, {}) is None
    assert cache.selects({"Accept-Encoding": "gzip,br"}, response, {"Accept-Encoding": "br, gzip"})
    assert not cache.selects({"Accept-Encoding": "br"}, response, {"Accept-Encoding": "gzip"})
    assert not cache.selects({}, {"Vary": "*"}, {})
    assert cache.date(0) == "Tue, 14 Nov 2023 22:13:20 GMT"


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        (lambda c: c.request("GET", "ftp://x/"), "ftp"),
        (lambda c: c.request("G T", URL), "'G T' is no method"),
        (lambda c: c.request("GET", URL, {"A b": "c"}), "'A b' is no name of a field"),
        (lambda c: c.request("GET", URL, {"A": "b\r\nC: d"}), "the value of A has a line break"),
        (lambda c: c.request("GET", URL, at=-1), "at=-1 lies before the last call"),
        (lambda c: c.request("GET", URL, at=float("nan")), "at=nan is no time"),
        (lambda c: c.response(c.request("GET", URL), 99), "status 99 is none of a final response"),
        (lambda c: HttpCache(policy="lur"), "did you mean 'lru'"),
        (lambda c: HttpCache(capacity="much"), "much"),
    ],
)
def test_mistakes(wrong, sentence):
    with pytest.raises(InputError) as raised:
        wrong(HttpCache())
    assert sentence in str(raised.value)


def test_an_answer_comes_once():
    c = HttpCache()
    a = c.response(c.request("GET", URL), 200, {})
    with pytest.raises(InputError, match="waits for no answer"):
        c.response(a, 200, {})
    with pytest.raises(InputError, match="waits for no answer"):
        c.fail(a)


def test_views():
    c = filled({"Cache-Control": "max-age=60", "X-Odd": "<b>"})
    a = c.request("GET", URL, at=5)
    assert repr(a) == "<Exchange GET http://www.example/: hit, status 200>"
    assert repr(c).startswith("<HttpCache 'cache', shared, 1 stored, ")
    html = a._repr_html_()
    assert "&lt;b&gt;" in html and "<b>" not in html.replace("<p><b>", "")
    assert "within the 60 s" in html and "5.2.2.1" in html
    assert list(c.log["outcome"]) == ["miss", "hit"] and c._repr_html_().count("<tr>") == 3
    assert "not stored" in cache.freshness({"Cache-Control": "no-store"})._repr_html_()
    waiting = filled({"ETag": '"v1"'}).request("GET", URL, at=9)._repr_html_()
    assert "If-None-Match" in waiting and "asks the next server" in waiting
