# SPDX-License-Identifier: GPL-2.0-only
"""Policies of priorities written in Python, and what policies are known by."""

import importlib
import sys
import threading

import pagewire
import pytest
from pagewire import InputError, Page, PriorityPolicy, policy_key

PAGE = Page(
    [
        {"url": "/", "type": "document", "size": 100, "urgency": 0},
        {"url": "/a.png", "type": "image", "size": 300, "after": "/"},
        {"url": "//cdn.example/b.js", "type": "script", "size": 200, "after": "/", "urgency": 1},
    ]
)


class BySize(PriorityPolicy):
    """Large ones last."""

    def __init__(self, limit=250):
        self.limit = limit

    def priority(self, resource):
        return (6, True) if resource.size > self.limit else (resource.urgency, resource.incremental)


class Watching(PriorityPolicy):
    def __init__(self):
        self.seen = []

    def priority(self, resource):
        self.seen.append((resource.number, resource.url, resource.host, resource.path, resource.type, resource.method))
        return 3, False


def priorities(page):
    return list(zip(page.resources["urgency"], page.resources["incremental"]))


def test_a_policy_decides():
    assert priorities(PAGE) == [(0, False), (3, False), (1, False)]
    assert priorities(PAGE.with_priorities(BySize())) == [(0, False), (6, True), (1, False)]
    assert priorities(PAGE.with_priorities(BySize(150))) == [(0, False), (6, True), (6, True)]


def test_a_policy_sees_the_resources_in_order():
    policy = Watching()
    PAGE.with_priorities(policy)
    assert policy.seen == [
        (0, "/", "www.example", "/", "document", "GET"),
        (1, "/a.png", "www.example", "/a.png", "image", "GET"),
        (2, "//cdn.example/b.js", "cdn.example", "/b.js", "script", "GET"),
    ]


@pytest.mark.parametrize("answer", [(8, False), (-1, False), 3, None, (1,), ("1", True), (1.5, True), [3, False]])
def test_an_answer_that_is_no_priority_is_refused(answer):
    policy = type("Odd", (PriorityPolicy,), {"priority": lambda self, resource: answer})()
    with pytest.raises(InputError) as raised:
        PAGE.with_priorities(policy)
    assert f"priority() of the priority policy Odd gave {answer!r}: let it return an urgency" in str(raised.value)


def test_what_a_policy_raises_is_raised():
    def fail(self, resource):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        PAGE.with_priorities(type("Bad", (PriorityPolicy,), {"priority": fail})())
    with pytest.raises(InputError, match="the policy object has no method priority"):
        PAGE.with_priorities(object())


MODULE = """
from pagewire import PriorityPolicy
class Base(PriorityPolicy):
    def urgent(self): return {urgency}
class Mine(Base):
    def __init__(self, **options): self.__dict__.update(options)
    def priority(self, resource): return self.urgent(), False
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Makes a policy's object of a module with this urgency; each call writes and loads it anew."""
    monkeypatch.syspath_prepend(tmp_path)
    numbers = iter(range(10))

    def make(urgency, **options):
        name = f"written_policy_{next(numbers)}"
        (tmp_path / f"{name}.py").write_text(MODULE.format(urgency=urgency))
        importlib.invalidate_caches()
        return importlib.import_module(name).Mine(**options)

    yield make
    for name in [name for name in sys.modules if name.startswith("written_policy_")]:
        del sys.modules[name]


def test_a_key_tells_code_and_attributes_apart(written):
    key = policy_key(written(1, a=1, b=2))
    assert len(key) == 64 and int(key, 16) >= 0
    assert policy_key(written(1, b=2, a=1)) == key
    assert policy_key(written(1, a=1, b=3)) != key
    assert policy_key(written(2, a=1, b=2)) != key  # the code of its base


def test_a_key_needs_source_and_plain_attributes(written):
    with pytest.raises(InputError, match=r"attribute of the policy Mine .* define a method key\(self\)"):
        policy_key(written(1, what=object()))
    scope = {"PriorityPolicy": PriorityPolicy}
    exec("class Hidden(PriorityPolicy):\n def priority(self, resource): return 1, False\n", scope)
    with pytest.raises(InputError, match=r"source of the policy Hidden cannot be had: define a method key\(self\)"):
        policy_key(scope["Hidden"]())


def test_a_policy_may_have_a_key_of_its_own():
    def keyed(value):
        return type("Keyed", (BySize,), {"key": lambda self: value})(250)

    assert policy_key(keyed("a")) == policy_key(keyed("a")) != policy_key(keyed("b"))
    with pytest.raises(InputError, match=r"key\(\) of the policy Keyed returns"):
        policy_key(keyed(object()))


class Fails(PriorityPolicy):
    def priority(self, resource):
        raise KeyError("no idea of " + resource.url)


def test_what_cannot_be_taken_along_is_refused_before_anything_is_written(tmp_path):
    class Holding(BySize):
        def key(self):
            return "1"

    policy = Holding()
    policy.lock = threading.Lock()
    scenario = pagewire.Scenario(page_file=PAGE)
    with pytest.raises(InputError, match="the policy .*Holding cannot be taken to the process of a run"):
        scenario.run(tmp_path / "out", priorities=policy)
    assert not (tmp_path / "out").exists()


def asked(result):
    return dict(zip(result.requests["path"], result.requests["urgency"]))


def test_a_run_asks_for_what_the_policy_says(tmp_path):
    scenario = pagewire.Scenario(page_file=PAGE, browser_protocol="h2", browser_tls="1.3")
    plain = scenario.run(tmp_path / "plain", har=True)
    assert asked(plain) == {"/": 0, "/a.png": 3, "/b.js": 1}
    decided = scenario.run(tmp_path / "decided", priorities=BySize(150), har=True)
    assert asked(decided) == {"/": 0, "/a.png": 6, "/b.js": 6}
    levels = [entry["_priority"] for entry in decided.har()["log"]["entries"]]
    assert levels == ["VeryHigh", "VeryLow", "VeryLow"]


def test_another_policy_is_another_run(tmp_path):
    scenario = pagewire.Scenario(page_file=PAGE, browser_protocol="h2", browser_tls="1.3")
    for limit in [150, 150, 250]:
        scenario.run(tmp_path / "out", priorities=BySize(limit))
    assert len(list((tmp_path / "out" / "store").iterdir())) == 2


def test_a_run_whose_policy_fails_says_so(tmp_path):
    scenario = pagewire.Scenario(page_file=PAGE, browser_protocol="h2", browser_tls="1.3")
    with pytest.warns(pagewire.RunWarning, match="no idea of /"), pytest.raises(pagewire.RunError):
        scenario.run(tmp_path / "out", priorities=Fails())
