// SPDX-License-Identifier: GPL-2.0-only
// The rules of RFC 9111, a row each: what is asked, what comes and is perhaps stored, and what
// becomes of a second request some seconds later. The expectations are those of the sections named;
// "A:" is RFC 9111, "H:" is RFC 9110.
//
// A row is a sentence and, on the next line, between bars: the kind of cache; fields of the first
// request; status and fields of the response to it; seconds until the second request; its fields;
// its outcome, perhaps with the status of the answer. "&" is between fields, "-" means none. The
// clock begins at Sun, 06 Nov 1994 08:49:37 GMT, which is @dated; @modified is a Last-Modified 977
// s before; @tagged is an ETag.
#include "cache/cache-script.h"
#include "http/conditional.h"

#include <gtest/gtest.h>

#include <map>

using namespace pagewire;

namespace
{

constexpr std::string_view LIFETIMES = R"(
A:3: nothing says how long, nothing to validate by
  shared | - | 200 | - | 0 | - | miss
A:4.2: fresh until its lifetime
  shared | - | 200 | Cache-Control: max-age=60 | 59 | - | hit
A:4.2: no longer at its lifetime
  shared | - | 200 | Cache-Control: max-age=60 | 60 | - | updated
A:5.2.2.1: max-age=0 is stale at once
  shared | - | 200 | @tagged & Cache-Control: max-age=0 | 0 | - | revalidated
A:5.2.2.1: max-age overrides Expires
  shared | - | 200 | Cache-Control: max-age=60 & Expires: Sun, 06 Nov 1994 08:00:00 GMT | 59 | - | hit
A:5.2.2.1: max-age=0 overrides a future Expires
  shared | - | 200 | @tagged & Cache-Control: max-age=0 & Expires: Sun, 06 Nov 2050 08:00:00 GMT | 1 | - | revalidated
A:5.2.2.10: s-maxage overrides max-age in a shared cache
  shared | - | 200 | Cache-Control: max-age=1, s-maxage=60 | 59 | - | hit
A:5.2.2.10: a shorter one does, too
  shared | - | 200 | Cache-Control: s-maxage=1, max-age=60 | 59 | - | updated
A:5.2.2.10: a private cache ignores s-maxage
  private | - | 200 | Cache-Control: max-age=60, s-maxage=1 | 59 | - | hit
A:5.2.2.10: s-maxage on a second line counts
  shared | - | 200 | Cache-Control: max-age=60 & Cache-Control: s-maxage=1 | 59 | - | updated
A:5.2: names of directives have no case
  shared | - | 200 | Cache-Control: MaX-aGe=60 | 59 | - | hit
A:5.2: an argument may be quoted
  shared | - | 200 | Cache-Control: max-age="60" | 59 | - | hit
A:5.2: what is inside a quoted string is no directive
  shared | - | 200 | Cache-Control: extension="max-age=100, x=1", max-age=1 | 59 | - | updated
A:5.2.3: unknown directives are ignored
  shared | - | 200 | Cache-Control: foobar, max-age=60 | 59 | - | hit
A:4.2.1: of two the first counts
  shared | - | 200 | Cache-Control: max-age=1, max-age=60 | 59 | - | updated
A:4.2.1: what is no number means stale
  shared | - | 200 | @tagged & Cache-Control: max-age=60.5 | 1 | - | revalidated
A:4.2.1: a negative number means stale
  shared | - | 200 | @tagged & Cache-Control: max-age=-60 | 1 | - | revalidated
A:1.2.2: zeros in front mean nothing
  shared | - | 200 | Cache-Control: max-age=0060 | 59 | - | hit
A:1.2.2: a number too large counts as 2^31
  shared | - | 200 | Cache-Control: max-age=99999999999999999999 | 2147483647 | - | hit
A:1.2.2: and is over then
  shared | - | 200 | @tagged & Cache-Control: max-age=99999999999999999999 | 2147483647 | Cache-Control: min-fresh=2 | revalidated
A:5.3: Expires less Date is the lifetime
  shared | - | 200 | @dated & Expires: Sun, 06 Nov 1994 08:50:37 GMT | 59 | - | hit
A:5.3: and over at its moment
  shared | - | 200 | @dated & @tagged & Expires: Sun, 06 Nov 1994 08:50:37 GMT | 60 | - | revalidated
A:5.3: Expires: 0 is the past
  shared | - | 200 | @tagged & Expires: 0 | 0 | - | revalidated
A:5.3: Expires in the form of RFC 850
  shared | - | 200 | Expires: Thursday, 18-Aug-39 02:01:18 GMT | 59 | - | hit
A:5.3: Expires in the form of asctime
  shared | - | 200 | Expires: Thu Aug 18 02:01:18 2050 | 59 | - | hit
A:4.2: dates have no case
  shared | - | 200 | Expires: THU, 18 aug 2050 02:01:18 gMT | 59 | - | hit
A:4.2: a date of another zone than GMT is invalid
  shared | - | 200 | @tagged & Expires: Thu, 18 Aug 2050 02:01:18 AEST | 0 | - | revalidated
A:4.2: UTC is another zone than GMT
  shared | - | 200 | @tagged & Expires: Thu, 18 Aug 2050 02:01:18 UTC | 0 | - | revalidated
H:5.6.7: an hour has two digits
  shared | - | 200 | @tagged & Expires: Thu, 18 Aug 2050 2:01:18 GMT | 0 | - | revalidated
H:5.6.7: a year has four
  shared | - | 200 | @tagged & Expires: Thu, 18 Aug 50 02:01:18 GMT | 0 | - | revalidated
H:5.6.7: one space
  shared | - | 200 | @tagged & Expires: Thu, 18  Aug  2050 02:01:18 GMT | 0 | - | revalidated
H:5.6.7: colons in the time
  shared | - | 200 | @tagged & Expires: Thu, 18 Aug 2050 02.01.18 GMT | 0 | - | revalidated
H:5.6.7: a comma after the day
  shared | - | 200 | @tagged & Expires: Thu 18 Aug 2050 02:01:18 GMT | 0 | - | revalidated
A:4.2.1: two Expires are stale
  shared | - | 200 | @tagged & Expires: Thu, 18 Aug 2050 02:01:18 GMT & Expires: Thu, 18 Aug 2050 02:01:19 GMT | 0 | - | revalidated
A:5.3: Expires beyond what nanoseconds can tell
  shared | - | 200 | Expires: Fri, 31 Dec 9999 23:59:59 GMT | 59 | - | hit
A:5.3: Expires long before
  shared | - | 200 | @tagged & Expires: Mon, 01 Jan 0001 00:00:00 GMT | 0 | - | revalidated
H:6.6.1: where Date is no date, when it came counts
  shared | - | 200 | Date: foo & Expires: Sun, 06 Nov 1994 08:50:37 GMT | 59 | - | hit
A:5.4: Pragma of a response means nothing
  shared | - | 200 | Cache-Control: max-age=60 & Pragma: no-cache | 59 | - | hit
A:4.2.2: a tenth of the time since Last-Modified
  shared | - | 200 | @dated & @modified | 97 | - | hit
A:4.2.2: not more
  shared | - | 200 | @dated & @modified | 98 | - | revalidated
A:4.2.2: not where there is an explicit one
  shared | - | 200 | @dated & @modified & Cache-Control: max-age=1 | 50 | - | revalidated
A:4.2.2: not for a status that is not cacheable by itself
  shared | - | 403 | @dated & @modified | 50 | - | miss
A:4.2.2: but where it is public
  shared | - | 403 | @dated & @modified & Cache-Control: public | 50 | - | hit
A:4.2.2: for 404
  shared | - | 404 | @dated & @modified | 50 | - | hit
A:4.2.2: for 204
  shared | - | 204 | @dated & @modified | 50 | - | hit
)";

constexpr std::string_view AGES = R"(
A:5.1: Age counts
  shared | - | 200 | @tagged & Cache-Control: max-age=60 & Age: 60 | 0 | - | revalidated
A:5.1: Age counts as far as it goes
  shared | - | 200 | Cache-Control: max-age=60 & Age: 30 | 29 | - | hit
A:5.1: what is no number is ignored
  shared | - | 200 | Cache-Control: max-age=60 & Age: abc | 59 | - | hit
A:5.1: a negative one is ignored
  shared | - | 200 | Cache-Control: max-age=60 & Age: -100 | 59 | - | hit
A:5.1: a fraction is ignored
  shared | - | 200 | Cache-Control: max-age=60 & Age: 7200.0 | 59 | - | hit
A:5.1: the first member counts, stale
  shared | - | 200 | @tagged & Cache-Control: max-age=60 & Age: 100, 0 | 0 | - | revalidated
A:5.1: the first line counts, fresh
  shared | - | 200 | Cache-Control: max-age=60 & Age: 0 & Age: 100 | 59 | - | hit
A:1.2.2: Age above 2^31
  shared | - | 200 | @tagged & Cache-Control: max-age=60 & Age: 9999999999999 | 0 | - | revalidated
A:4.2.3: Date tells the age, too
  shared | - | 200 | @tagged & Cache-Control: max-age=60 & Date: Sun, 06 Nov 1994 08:48:37 GMT | 0 | - | revalidated
A:4.2.3: a Date ahead does not make it younger
  shared | - | 200 | @tagged & Cache-Control: max-age=60 & Date: Sun, 06 Nov 1994 09:49:37 GMT | 60 | - | revalidated
A:4.2.1: Age against Expires less a slow Date
  shared | - | 200 | @tagged & Date: Sun, 06 Nov 1994 08:49:00 GMT & Expires: Sun, 06 Nov 1994 08:50:00 GMT & Age: 3600 | 0 | - | revalidated
)";

constexpr std::string_view STORING = R"(
A:5.2.2.5: no-store
  shared | - | 200 | Cache-Control: no-store, max-age=60 | 1 | - | miss
A:5.2.2.5: in any case
  private | - | 200 | Cache-Control: nO-StOrE, max-age=60 | 1 | - | miss
A:5.2.1.5: no-store of the request
  shared | Cache-Control: no-store | 200 | Cache-Control: max-age=60 | 1 | - | miss
A:5.2.2.7: private in a shared cache
  shared | - | 200 | Cache-Control: private, max-age=60 | 1 | - | miss
A:5.2.2.7: private in a private cache
  private | - | 200 | Cache-Control: private, max-age=60 | 1 | - | hit
A:5.2.2.7: fields of it are private
  shared | - | 200 | Cache-Control: private="Set-Cookie", max-age=60 & Set-Cookie: a=1 | 1 | - | hit
A:5.2.2.7: names that are none make all of it private
  shared | - | 200 | Cache-Control: private="a b", max-age=60 | 1 | - | miss
A:5.2.2.4: no-cache is validated before each use
  shared | - | 200 | @tagged & Cache-Control: no-cache, max-age=60 | 1 | - | revalidated
A:5.2.2.4: no-cache without a validator
  shared | - | 200 | Cache-Control: No-CaChE, max-age=60 | 1 | - | updated
A:5.2.2.4: fields that no-cache names are not stored, the rest is
  shared | - | 200 | Cache-Control: no-cache="a, b", max-age=60 & a: 1 | 1 | - | hit
A:5.2.2.3: must-understand lifts no-store from a status that is understood
  shared | - | 200 | Cache-Control: no-store, must-understand, max-age=60 | 1 | - | hit
A:5.2.2.3: not from one that is not
  shared | - | 599 | Cache-Control: no-store, must-understand, max-age=60 | 1 | - | miss
A:5.2.2.3: nor may such a one be stored without no-store
  shared | - | 599 | Cache-Control: must-understand, max-age=60 | 1 | - | miss
A:3: an unknown status with a lifetime
  shared | - | 599 | Cache-Control: max-age=60 | 1 | - | hit
A:3: 302 with a lifetime
  shared | - | 302 | Cache-Control: max-age=60 & Location: /b | 1 | - | hit
A:3: 302 without
  shared | - | 302 | @modified & Location: /b | 1 | - | miss
RFC 6585 section 4: 429 is never stored
  shared | - | 429 | Cache-Control: max-age=60 | 1 | - | miss
RFC 6585 section 6: nor is 511
  private | - | 511 | Cache-Control: max-age=60 | 1 | - | miss
H:15.5.13: 412 answers one request's condition
  private | If-Match: "x" | 412 | Cache-Control: max-age=60 | 1 | - | miss
H:15.5.17: 416 answers one request's range
  private | Range: bytes=99- | 416 | Cache-Control: max-age=60 | 1 | - | miss
A:3.5: Authorization
  shared | Authorization: x | 200 | Cache-Control: max-age=60 | 1 | - | miss
A:3.5: Authorization in a private cache
  private | Authorization: x | 200 | Cache-Control: max-age=60 | 1 | - | hit
A:3.5: Authorization and public
  shared | Authorization: x | 200 | Cache-Control: max-age=60, public | 1 | - | hit
A:3.5: Authorization and s-maxage
  shared | Authorization: x | 200 | Cache-Control: s-maxage=60 | 1 | - | hit
A:3.5: Authorization and must-revalidate
  shared | Authorization: x | 200 | Cache-Control: max-age=60, must-revalidate | 1 | - | hit
A:3.5: what came without it answers a request with it
  shared | - | 200 | Cache-Control: max-age=60 | 1 | Authorization: x | hit
)";

constexpr std::string_view SELECTING = R"(
A:4.1: the same field
  shared | Foo: 1 | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | Foo: 1 | hit
A:4.1: another value
  shared | Foo: 1 | 200 | Cache-Control: max-age=60 & Vary: foo | 1 | Foo: 2 | miss
A:4.1: the field was not there
  shared | - | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | Foo: 1 | miss
A:4.1: the field is not there
  shared | Foo: 1 | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | - | miss
A:4.1: neither is
  shared | - | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | - | hit
A:4.1: an empty one is not none
  shared | Foo: | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | - | miss
A:4.1: one of two differs
  shared | Foo: 1 & Bar: 2 | 200 | Cache-Control: max-age=60 & Vary: Foo, Bar | 1 | Foo: 1 & Bar: 3 | miss
A:4.1: two lines of Vary
  shared | Foo: 1 & Bar: 2 | 200 | Cache-Control: max-age=60 & Vary: Foo & Vary: Bar | 1 | Bar: 3 & Foo: 1 | miss
A:4.1: fields that are not named do not count
  shared | Foo: 1 & Bar: 2 | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | Foo: 1 & Bar: 3 | hit
A:4.1: lines are put together
  shared | Foo: 1, 2 | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | Foo: 1 & Foo: 2 | hit
A:4.1: white space around commas
  shared | Foo: 1,2 | 200 | Cache-Control: max-age=60 & Vary: Foo | 1 | Foo: 1 ,  2 | hit
A:4.1: languages in another order and case
  shared | Accept-Language: en, de | 200 | Cache-Control: max-age=60 & Vary: Accept-Language | 1 | Accept-Language: DE,en | hit
A:4.1: the language preferred to all others is what is stored
  shared | Accept-Language: en, de | 200 | Cache-Control: max-age=60 & Vary: Accept-Language & Content-Language: de | 1 | Accept-Language: fr;Q=0.5, de;q=1.0 | hit
A:4.1: another language is
  shared | Accept-Language: en, de | 200 | Cache-Control: max-age=60 & Vary: Accept-Language & Content-Language: de | 1 | Accept-Language: fr;q=0.9, de;q=0.8 | miss
A:4.1: *
  shared | - | 200 | Cache-Control: max-age=60 & Vary: * | 1 | - | miss
A:4.1: * twice
  shared | - | 200 | Cache-Control: max-age=60 & Vary: *, * | 1 | - | miss
A:4.1: * after nothing
  shared | - | 200 | Cache-Control: max-age=60 & Vary: , * | 1 | - | miss
A:4.1: * on a second line
  shared | - | 200 | Cache-Control: max-age=60 & Vary: & Vary: * | 1 | - | miss
A:4.1: * before a name
  shared | Foo: 1 | 200 | Cache-Control: max-age=60 & Vary: *, Foo | 1 | Foo: 1 | miss
A:4.1: * after a name
  shared | Foo: 1 | 200 | Cache-Control: max-age=60 & Vary: Foo, * | 1 | Foo: 1 | miss
H:5.6.1: an empty Vary names nothing
  shared | Foo: 1 | 200 | Cache-Control: max-age=60 & Vary: , | 1 | Foo: 2 | hit
)";

constexpr std::string_view CONDITIONS = R"(
H:13.2.2: 304 where all the validators match that the client gives
  shared | - | 200 | @dated & @modified & @tagged & Cache-Control: max-age=60 | 1 | If-None-Match: "a" & If-Modified-Since: Sun, 06 Nov 1994 08:33:20 GMT | hit 304
H:13.2.2: the tag alone decides where there is one: it matches, the date does not
  shared | - | 200 | @dated & @modified & @tagged & Cache-Control: max-age=60 | 1 | If-None-Match: "a" & If-Modified-Since: Sun, 06 Nov 1994 08:00:00 GMT | hit 304
H:13.2.2: the date counts for nothing beside a tag that does not match
  shared | - | 200 | @dated & @modified & @tagged & Cache-Control: max-age=60 | 1 | If-None-Match: "b" & If-Modified-Since: Sun, 06 Nov 1994 08:33:20 GMT | hit 200
H:13.1.3: the date alone, not modified since
  shared | - | 200 | @dated & @modified & Cache-Control: max-age=60 | 1 | If-Modified-Since: Sun, 06 Nov 1994 08:33:20 GMT | hit 304
H:13.1.3: the date alone, modified since
  shared | - | 200 | @dated & @modified & Cache-Control: max-age=60 | 1 | If-Modified-Since: Sun, 06 Nov 1994 08:33:19 GMT | hit 200
H:13.1.2: one of several tags, weak or not
  shared | - | 200 | @dated & @tagged & Cache-Control: max-age=60 | 1 | If-None-Match: "b", W/"a" | hit 304
A:4.3.2: what was validated on the way answers the client's condition, too
  shared | - | 200 | @dated & @tagged & Cache-Control: max-age=0 | 1 | If-None-Match: "a" | revalidated 304
A:5.2.2.6: no-transform changes nothing for a cache that alters nothing
  shared | - | 200 | Cache-Control: max-age=60, no-transform | 59 | Cache-Control: no-transform | hit 200
)";

constexpr std::string_view REQUESTS = R"(
A:5.2.1.4: no-cache of the request
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 1 | Cache-Control: no-cache | revalidated
A:5.4: Pragma: no-cache of the request
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 1 | Pragma: no-cache | revalidated
A:5.4: Pragma beside Cache-Control means nothing
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 1 | Pragma: no-cache & Cache-Control: foo | hit
A:5.4: other Pragmas mean nothing
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 1 | Pragma: foo | hit
A:5.2.1.5: no-store goes past the store
  shared | - | 200 | Cache-Control: max-age=60 | 1 | Cache-Control: no-store | bypass
A:5.2.1.1: older than max-age
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 11 | Cache-Control: max-age=10 | revalidated
A:5.2.1.1: not older
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 10 | Cache-Control: max-age=10 | hit
A:5.2.1.1: max-age=0 is validated even at age 0
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 0 | Cache-Control: max-age=0 | revalidated
A:5.2.1.3: fresh for long enough
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 10 | Cache-Control: min-fresh=50 | hit
A:5.2.1.3: not fresh for long enough
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 10 | Cache-Control: min-fresh=51 | revalidated
A:5.2.1.2: stale by no more than max-stale
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 70 | Cache-Control: max-stale=10 | stale
A:5.2.1.2: stale by more
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 71 | Cache-Control: max-stale=10 | revalidated
A:5.2.1.2: max-stale without a number
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 7000 | Cache-Control: max-stale | stale
A:4.2.4: must-revalidate forbids it
  shared | - | 200 | @tagged & Cache-Control: max-age=60, must-revalidate | 70 | Cache-Control: max-stale | revalidated
A:5.2.2.8: proxy-revalidate does in a shared cache
  shared | - | 200 | @tagged & Cache-Control: max-age=60, proxy-revalidate | 70 | Cache-Control: max-stale | revalidated
A:5.2.2.8: not in a private one
  private | - | 200 | @tagged & Cache-Control: max-age=60, proxy-revalidate | 70 | Cache-Control: max-stale | stale
A:5.2.2.10: s-maxage does in a shared cache
  shared | - | 200 | @tagged & Cache-Control: s-maxage=60 | 70 | Cache-Control: max-stale | revalidated
A:5.2.1.7: only-if-cached, and it is
  shared | - | 200 | Cache-Control: max-age=60 | 1 | Cache-Control: only-if-cached | hit
A:5.2.1.7: only-if-cached, and it is stale
  shared | - | 200 | Cache-Control: max-age=60 | 60 | Cache-Control: only-if-cached | refused
A:4.3.2: If-Match is for the origin
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 1 | If-Match: "a" | bypass
A:4.3.2: If-Unmodified-Since is, too
  shared | - | 200 | @tagged & Cache-Control: max-age=60 | 1 | If-Unmodified-Since: Sun, 06 Nov 1994 08:33:20 GMT | bypass
RFC 5861 section 3: stale-while-revalidate
  shared | - | 200 | @tagged & Cache-Control: max-age=60, stale-while-revalidate=10 | 69 | - | stale
RFC 5861 section 3: and its end
  shared | - | 200 | @tagged & Cache-Control: max-age=60, stale-while-revalidate=10 | 71 | - | revalidated
A:5.2.1.1: max-age wants nothing stale
  shared | - | 200 | @tagged & Cache-Control: max-age=60, stale-while-revalidate=10 | 69 | Cache-Control: max-age=100 | revalidated
RFC 8246 section 2: immutable is over when its lifetime is
  shared | - | 200 | @tagged & Cache-Control: max-age=60, immutable | 61 | - | revalidated
)";

constexpr std::string_view TARGETED = R"(
RFC 9213 section 2.2: in place of Cache-Control
  cdn | - | 200 | CDN-Cache-Control: max-age=60 & Cache-Control: no-store | 59 | - | hit
RFC 9213 section 2.2: though it is shorter
  cdn | - | 200 | @tagged & CDN-Cache-Control: max-age=1 & Cache-Control: max-age=60 | 59 | - | revalidated
RFC 9213 section 2.2: in place of Expires
  cdn | - | 200 | @tagged & CDN-Cache-Control: max-age=0 & Expires: Thu, 18 Aug 2050 02:01:18 GMT | 1 | - | revalidated
RFC 9213 section 2.2: Expires is not even looked at
  cdn | - | 302 | CDN-Cache-Control: foo & Expires: Thu, 18 Aug 2050 02:01:18 GMT | 1 | - | miss
RFC 9213 section 2.1: what is no dictionary is ignored
  cdn | - | 200 | CDN-Cache-Control: max-age=60, &&& & Cache-Control: no-store | 1 | - | miss
RFC 9213 section 2.1: a string is no number
  cdn | - | 200 | CDN-Cache-Control: max-age="60" & Cache-Control: no-store | 1 | - | miss
RFC 9213 section 2.1: an empty one is ignored
  cdn | - | 200 | CDN-Cache-Control: & Cache-Control: max-age=60 | 1 | - | hit
RFC 9213 section 2.1: of two the last counts
  cdn | - | 200 | CDN-Cache-Control: max-age=1 & CDN-Cache-Control: max-age=60 | 59 | - | hit
RFC 9213 section 2.2: others do not look at it
  shared | - | 200 | CDN-Cache-Control: no-store & Cache-Control: max-age=60 | 1 | - | hit
RFC 9213 section 2.2: private
  cdn | - | 200 | CDN-Cache-Control: private & Cache-Control: max-age=60 | 1 | - | miss
)";

struct Row
{
    std::string sentence;
    std::vector<std::string> columns;

    const std::string& Column(std::size_t number) const
    {
        return columns.at(number);
    }
};

enum Columns
{
    KIND,
    ASKED,
    STATUS,
    RESPONSE,
    SECONDS,
    ASKED_THEN,
    OUTCOME,
};

std::vector<std::string>
Split(std::string_view text, const std::string& between)
{
    std::vector<std::string> parts;
    while (true)
    {
        const std::size_t end = std::min(text.find(between), text.size());
        parts.emplace_back(TrimOws(text.substr(0, end)));
        if (end == text.size())
        {
            return parts;
        }
        text.remove_prefix(end + between.size());
    }
}

std::vector<Row>
RowsOf(std::string_view table)
{
    std::vector<Row> rows;
    const std::vector<std::string> lines = Split(table.substr(1, table.size() - 2), "\n");
    for (std::size_t i = 0; i + 1 < lines.size(); i += 2)
    {
        rows.push_back({lines[i], Split(lines[i + 1], "|")});
    }
    return rows;
}

/** \return the lines that FieldsOf takes */
std::string
LinesOf(const std::string& column)
{
    static const std::map<std::string, std::string> NAMED{
        {"-", ""},
        {"@dated", "Date: Sun, 06 Nov 1994 08:49:37 GMT"},
        {"@modified", "Last-Modified: Sun, 06 Nov 1994 08:33:20 GMT"},
        {"@tagged", "ETag: \"a\""}};
    std::string lines;
    for (const std::string& field : Split(column, "&"))
    {
        const auto named = NAMED.find(field);
        lines += (named == NAMED.end() ? field : named->second) + "\n";
    }
    return lines;
}

CacheOptions
OptionsOf(const std::string& kind)
{
    CacheOptions options = kind == "private" ? PrivateCache() : SharedCache();
    if (kind == "cdn")
    {
        options.targets = {"CDN-Cache-Control"};
    }
    return options;
}

/** A server of one representation that heeds conditions. */
CacheScript::Next
ServerOf(const Row& row)
{
    return [row](const Request& request) {
        const int status = std::stoi(row.Column(STATUS));
        NextAnswer answer = Answer(LinesOf(row.Column(RESPONSE)), "content", status);
        const bool same =
            EvaluatePreconditions(request, &answer.response.fields) == Preconditions::NOT_MODIFIED;
        if (status == 200 && same)
        {
            answer = {{304, NotModifiedFields(answer.response.fields)}};
        }
        return answer;
    };
}

class HttpCacheTable : public testing::TestWithParam<Row>
{};

void
PrintTo(const Row& row, std::ostream* out)
{
    *out << row.sentence;
}

} // namespace

TEST_P(HttpCacheTable, WhatBecomesOfTheSecondRequest)
{
    const Row& row = GetParam();
    CacheScript script(OptionsOf(row.Column(KIND)));
    script.Serve(ServerOf(row));
    script.Ask(LinesOf(row.Column(ASKED)));
    script.Wait(std::chrono::seconds(std::stoll(row.Column(SECONDS))));
    const CacheResult result = script.Ask(LinesOf(row.Column(ASKED_THEN)));
    const std::string& expected = row.Column(OUTCOME);
    std::string outcome(CacheOutcomeName(result.trace.outcome));
    if (expected.find(' ') != std::string::npos)
    {
        outcome += " " + std::to_string(result.response.status);
    }
    EXPECT_EQ(outcome, expected) << row.sentence << "\n"
                                 << script.History() << Explain(result.trace);
}

INSTANTIATE_TEST_SUITE_P(Lifetimes, HttpCacheTable, testing::ValuesIn(RowsOf(LIFETIMES)));
INSTANTIATE_TEST_SUITE_P(Ages, HttpCacheTable, testing::ValuesIn(RowsOf(AGES)));
INSTANTIATE_TEST_SUITE_P(Storing, HttpCacheTable, testing::ValuesIn(RowsOf(STORING)));
INSTANTIATE_TEST_SUITE_P(Selecting, HttpCacheTable, testing::ValuesIn(RowsOf(SELECTING)));
INSTANTIATE_TEST_SUITE_P(Conditions, HttpCacheTable, testing::ValuesIn(RowsOf(CONDITIONS)));
INSTANTIATE_TEST_SUITE_P(Requests, HttpCacheTable, testing::ValuesIn(RowsOf(REQUESTS)));
INSTANTIATE_TEST_SUITE_P(Targeted, HttpCacheTable, testing::ValuesIn(RowsOf(TARGETED)));
