# SPDX-License-Identifier: GPL-2.0-only
# Made by tools/option-modules.py from the table of options: change that, not this.
"""The words that options choose from, as types."""

from __future__ import annotations

from typing import Literal

BrowserProtocol = Literal["h09", "h10", "h10-keepalive", "h11", "h11-pipelined", "h2", "h3"]
BrowserTls = Literal["none", "1.2", "1.3"]
BrowserWaitingRequests = Literal["ordered", "libcurl"]
BrowserH3Known = Literal["told", "earlier-visit", "first-visit"]
BrowserCache = Literal["none", "browser"]
BrowserCachePartition = Literal["site", "none"]
BrowserReload = Literal["document", "all"]
OriginEtags = Literal["content", "per-server", "weak", "none"]
OriginUpdates = Literal["regular", "exponential"]
ForwardProxyTunnelProtocol = Literal["h10", "h11", "h2", "h3"]
ForwardProxyMemoryPolicy = Literal["fifo", "lru", "clock", "lfu", "gdsf", "sieve", "s3-fifo"]
ForwardProxyRangeFill = Literal["pass", "whole"]
SocksProxyVersion = Literal["4", "4a", "5"]
ReverseProxyBalance = Literal["round-robin", "least-connections", "consistent-hash"]
ReverseProxyHashKey = Literal["client", "uri"]
ReverseProxyForwarded = Literal["none", "x-forwarded", "forwarded", "both"]
WorkloadKind = Literal["page", "ticker", "chat", "requests"]
WorkloadWay = Literal["websocket", "polling", "long-polling"]
WorkloadLevel = Literal["messages", "packets"]
CatalogueLifetimeBy = Literal["max-age", "expires"]
CatalogueValidators = Literal["both", "etag", "last-modified", "none"]
FaultKind = Literal["none", "crash", "link-down", "stall", "reset", "close", "slow", "late", "refuse"]
TcpCongestionControl = Literal["reno", "cubic"]
TcpSlowStartExit = Literal["loss-only", "hystart", "hystart++"]
QuicCongestionControl = Literal["reno", "cubic", "bbr"]
QuicVersion = Literal["1", "draft-29"]
AccessQueueDiscipline = Literal["droptail", "codel", "fqcodel"]
