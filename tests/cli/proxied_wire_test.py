# SPDX-License-Identifier: GPL-2.0-only
"""What passes proxies, as tshark reads it: SOCKS, CONNECT, WebSocket and proxied HTTP/2, with nothing malformed."""

import itertools
import shutil

import pytest

from wire_test import capture, rows, tshark  # noqa: F401 (capture is a fixture)

BAD = "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0"
BACKBONE = "[backbone]\ndelay = 5ms\n"


def assert_sound(folder, keys, links=("access", "backbone"), decode=None):
    for link in links:
        for end in ["near", "far"]:
            file = folder / f"capture-{link}-{end}.pcap"
            assert tshark(file, BAD, "frame.number", "_ws.col.Info", keys=keys, decode=decode) == [], (link, end)


def count(folder, filter, keys, link="access", decode=None):
    return len(tshark(folder / f"capture-{link}-near.pcap", filter, "frame.number", keys=keys, decode=decode))


@pytest.mark.parametrize("version, protocol", [("4", "h11"), ("4a", "h11"), ("5", "h11"), ("5", "h2")])
def test_socks(capture, version, protocol):
    folder = capture(f"[path]\nvia = socks-proxy\n[socks-proxy]\nversion = {version}\n[browser]\nprotocol = {protocol}\ntls = 1.3\n{BACKBONE}")
    keys = folder / "keys.log"
    assert_sound(folder, keys)
    connections = len(rows(folder / "connections.csv"))
    asked = f"socks.version == {version[0]} && socks.command == 1 && tcp.dstport == 1080"
    streams = tshark(folder / "capture-access-near.pcap", asked, "tcp.stream", keys=keys)
    assert len({stream for stream, in streams}) == connections
    assert count(folder, "socks", keys, "backbone") == 0


def test_socks_relays_datagrams(capture):
    folder = capture(f"[path]\nvia = socks-proxy\n[browser]\nprotocol = h3\ntls = 1.3\n{BACKBONE}")
    keys = folder / "keys.log"
    assert_sound(folder, keys)
    assert count(folder, "socks.command == 3 && tcp.dstport == 1080", keys) > 0
    assert count(folder, "quic.decryption_failed", keys, "backbone") == 0
    assert count(folder, "http3.frame_type == 1 && ip.dst == 10.2.0.0/16", keys, "backbone") > 0, "decrypted behind the relay"


@pytest.mark.parametrize("login", ["", "login = alice:secret\n"])
def test_connect(capture, login):
    folder = capture(f"[path]\nvia = forward-proxy\n[forward-proxy]\n{login}[browser]\nprotocol = h2\ntls = 1.3\n{BACKBONE}")
    keys = folder / "keys.log"
    assert_sound(folder, keys)
    table = rows(folder / "requests.csv")
    assert {row["status"] for row in table} == {"ok"}
    assert count(folder, 'http.request.method == "CONNECT"', keys) == (2 if login else 1)
    assert count(folder, "http.response.code == 407", keys) == (1 if login else 0)
    assert count(folder, 'http.proxy_authorization == "Basic YWxpY2U6c2VjcmV0"', keys) == (1 if login else 0)
    gets = [m for line in tshark(folder / "capture-backbone-near.pcap", "http2.headers.method", "http2.headers.method", keys=keys)
            for cell in line for m in cell.split(";") if m]
    assert gets == ["GET"] * len(table)


def test_connect_in_http2(capture):
    folder = capture(f"[path]\nvia = forward-proxy\n[forward-proxy]\ntunnel-protocol = h2\n[browser]\nprotocol = h11\ntls = 1.3\n{BACKBONE}")
    assert_sound(folder, folder / "keys.log", decode="tcp.port==8080,http2")
    assert count(folder, 'http2.headers.method == "CONNECT"', None, decode="tcp.port==8080,http2") > 0


@pytest.mark.parametrize("upstream", ["h10", "h11", "h2"])
def test_requests_through_a_forward_proxy(capture, upstream):
    folder = capture(f"[path]\nvia = forward-proxy\n[forward-proxy]\nupstream-protocol = {upstream}\n{BACKBONE}")
    decode = "tcp.port==80,http2" if upstream == "h2" else None
    assert_sound(folder, None, decode=decode)
    absolute = tshark(folder / "capture-access-near.pcap", "http.request", "http.request.uri")
    assert len(absolute) == len(rows(folder / "requests.csv"))
    assert all(uri.startswith("http://") for uri, in absolute)
    via = tshark(folder / "capture-access-near.pcap", "http.response", "http.response.line")
    assert all("Via: " in line[0] or "via: " in line[0] for line in via)


@pytest.mark.parametrize("upstream, tls", [("h11", "none"), ("h2", "1.3"), ("h3", "1.3")])
def test_http2_before_a_reverse_proxy(capture, upstream, tls):
    folder = capture("[path]\nvia = reverse-proxy\n[browser]\nprotocol = h2\ntls = 1.3\n[reverse-proxy]\n"
                     f"upstream-protocol = {upstream}\nupstream-tls = {tls}\n{BACKBONE}")
    keys = folder / "keys.log"
    assert_sound(folder, keys)
    requests = len(rows(folder / "requests.csv"))
    methods = [m for line in tshark(folder / "capture-access-near.pcap", "http2.headers.method", "http2.headers.method", keys=keys)
               for cell in line for m in cell.split(";") if m]
    assert len(methods) == requests
    if upstream == "h11":
        assert count(folder, 'http.request && http.x_forwarded_for == "10.0.0.1"', None, "backbone") == requests


WEBSOCKET = """[workload]
kind = ticker
messages = 5
gap = 100ms
regular = yes
{deflate}
[browser]
protocol = {protocol}
tls = {tls}
[reverse-proxy]
pass-upgrade = yes
[forward-proxy]
ports = all
[path]
via = {via}
[backbone]
delay = 5ms
"""


VERSIONS = [("h11", "none"), ("h11", "1.3"), ("h2", "1.3"), ("h3", "1.3")]
NODES = ["none", "forward-proxy", "reverse-proxy", "socks-proxy"]
# QUIC does not pass CONNECT.
WAYS = [(via, *version) for via, version in itertools.product(NODES, VERSIONS) if (via, version[0]) != ("forward-proxy", "h3")]


@pytest.mark.parametrize("via, protocol, tls", WAYS)
@pytest.mark.parametrize("deflate", ["", "deflate = yes"])
def test_websocket(capture, via, protocol, tls, deflate):
    folder = capture(WEBSOCKET.format(protocol=protocol, tls=tls, via=via, deflate=deflate))
    keys = folder / "keys.log" if tls != "none" else None
    assert_sound(folder, keys)
    assert len(rows(folder / "messages.csv")) == 5
    frames = {link: tshark(folder / f"capture-{link}-near.pcap", "websocket", "websocket.opcode", "websocket.mask", keys=keys)
              for link in ["access", "backbone"]}
    if protocol == "h11":
        # tshark does not look for an Upgrade inside the tunnel of a CONNECT.
        link = "backbone" if (via, tls) == ("forward-proxy", "none") else "access"
        texts = [op for line in frames[link] for op in line[0].split(";") if int(op) == 1]
        assert len(texts) == 5, "a frame a message"
        assert frames["backbone"]
    if (protocol, tls, via) == ("h11", "none", "none"):
        accept = tshark(folder / "capture-access-near.pcap", "http.response.code == 101", "http.sec_websocket_accept")
        assert len(accept) == 1 and accept[0][0].endswith("=")


def test_fields_of_one_hop_end_there(pagewire, source):
    if not shutil.which("tshark"):
        pytest.skip("tshark is not installed")
    done = pagewire.run("run", source / "scenarios" / "hop-by-hop.ini", "-o", "out", "--pcap", "--set", "path.via=reverse-proxy",
                        "--set", "reverse-proxy.upstream-protocol=h11")
    assert done.returncode == 0, done
    folder = pagewire.folder / "out" / "runs" / "0001"

    def fields(link):
        lines = tshark(folder / f"capture-{link}-near.pcap", "http.request", "http.request.line")
        return [line[0].replace("\\r\\n", "").lower() for line in lines]

    before, behind = fields("access"), fields("backbone")
    assert len(before) == len(behind) > 0
    assert all("connection: keep-alive" in line for line in before) and any("x-filler: " in line for line in before)
    assert not any("keep-alive" in line or "x-filler" in line for line in behind)
    assert all("via: 1.0 reverse-proxy" in line and "x-edge: pagewire" in line and "x-forwarded-for: 10.0.0.1" in line for line in behind)
