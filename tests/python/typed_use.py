# SPDX-License-Identifier: GPL-2.0-only
"""Uses of the package for a type checker to look at (types_test.py); nothing runs it. Lines marked "wrong" are
those that it must report, and no others."""

import datetime
import pathlib
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

import pagewire
from pagewire import EvictionPolicy, InputError, Option, Page, PriorityPolicy, Result, Run, Scenario, cache, policy_key
from pagewire.policies import Resource


def right_scenarios() -> Scenario:
    scenario = Scenario("x.ini", access_loss="1%", browser_protocol=["h2", "h3"], repeat=10)
    scenario = Scenario(pathlib.Path("x.ini"))
    scenario.access.delay = datetime.timedelta(milliseconds=25)
    scenario.access.delay = np.timedelta64(25, "ms")
    scenario.access.loss = ["0%", "1%"]
    scenario.access.loss = None
    scenario.browser.protocol = "h2"
    scenario.browser.coalesce = True
    scenario.page.file = pathlib.Path("news.json")
    scenario.tcp.mss = 1000
    scenario.workload.zipf = 0.8
    scenario.repeat = 3
    scenario["access.loss"] = "2%"
    scenario.sweep_together(access_rate=["2Mbps", "10Mbps"], access_delay=["50ms", "25ms"])
    runs: int = scenario.check(har=True)
    text: str = scenario.text() + str(runs)
    saved: pathlib.Path = scenario.save("x.ini")
    return Scenario.parse(text, folder=saved.parent).with_(access_loss="2%")


def right_results(scenario: Scenario) -> None:
    result: Result = scenario.run("out", workers=2, har=True)
    result = pagewire.run(scenario, access_loss="1%", qlog=True)
    result = pagewire.run("x.ini", "out", browser_protocol=["h2", "h3"], ns3={"ns3::TcpSocket::SegmentSize": 1400})
    run: Run = result[1]
    archive: Dict[str, Any] = run.har()
    logs: Dict[str, List[Dict[str, Any]]] = result.qlog(1)
    files: Dict[str, pathlib.Path] = result.capture(1).files
    swept: List[str] = result.swept
    option: Option = pagewire.option("access.loss")
    print(archive, logs, files, swept, option.help, len(result), [one.number for one in result])
    try:
        result.table("hops")
    except InputError as error:
        print(error)


def wrong_scenarios(scenario: Scenario) -> None:
    Scenario(access_los="1%")  # wrong
    Scenario(access_loss=0.01)  # wrong
    Scenario(browser_protocol="h4")  # wrong
    Scenario(browser_protocol=["h2", "h4"])  # wrong
    scenario.with_(acess_loss="1%")  # wrong
    scenario.access.los = "1%"  # wrong
    scenario.access.loss = 3  # wrong
    scenario.access.delay = 25  # wrong
    scenario.browser.coalesce = 0.5  # wrong
    scenario.acces  # wrong
    scenario.repaet = 3  # wrong
    scenario.page.file = 3  # wrong
    runs: str = scenario.check()  # wrong


def wrong_results(scenario: Scenario) -> None:
    scenario.run("out", worker=2)  # wrong
    pagewire.run("x.ini", access_los="1%")  # wrong
    pagewire.run("x.ini", har="yes")  # wrong
    result = Result(3)  # wrong
    result["runs"]  # wrong
    number: str = result[1].number  # wrong
    pagewire.option(3)  # wrong


class Fifo(EvictionPolicy):
    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.queue: Dict[int, int] = {}

    def insert(self, key: int, size: int) -> None:
        self.queue[key] = size

    def hit(self, key: int) -> None:
        pass

    def victim(self) -> int:
        return self.queue.popitem()[0]

    def remove(self, key: int) -> None:
        del self.queue[key]


class ImagesLast(PriorityPolicy):
    def priority(self, resource: Resource) -> Tuple[int, bool]:
        return (7, True) if resource.type == "image" else (resource.urgency, resource.incremental)


class Alphabetical(PriorityPolicy):
    def priority(self, resource: Resource) -> str:  # wrong
        return resource.url


def right_pages_and_caches(scenario: Scenario) -> None:
    page = Page([{"url": "/", "size": "20KB"}], ["www.example"], title="One")
    page = Page.from_har("x.har", page=2, caching=True).with_priorities(ImagesLast())
    scenario.page.file = Page.synthetic(objects=4, size=3000, found="spread")
    hosts: Dict[str, str] = page.hosts
    store = cache.HttpCache(shared=False, lifetime=3)
    exchange = store.request("GET", "http://www.example/", {"Accept": ["a", "b"]}, at=0)
    store.response(exchange, 200, [("ETag", '"v1"')], b"Hello")
    status: Optional[int] = exchange.status
    pagewire.cachesim("x.lis", ["lru", Fifo], [1000, "1MiB"])
    pagewire.cachesim(pagewire.read_trace("x.lis"), {"mine": Fifo, "other": "sieve"}, size=10)
    pagewire.cachesim((np.arange(3), np.arange(3)), size=10)
    scenario.run(priorities=ImagesLast())
    print(hosts, status, policy_key(ImagesLast()), len(store), page.text())


def wrong_pages_and_caches() -> None:
    Page("x.json").hosts  # wrong
    Page.synthetic(object=3)  # wrong
    Page.percentile("median")  # wrong
    Page.load("x.json").with_priorities(Fifo(3))  # wrong
    Scenario().run(priorities="images last")  # wrong
    pagewire.run("x.ini", priorities=Fifo(3))  # wrong
    cache.HttpCache(share=True)  # wrong
    cache.HttpCache().request("GET")  # wrong
    pagewire.cachesim("x.lis", PriorityPolicy, 3)  # wrong
    pagewire.cachesim("x.lis", "lru", 1.5)  # wrong
