# SPDX-License-Identifier: GPL-2.0-only
"""What QUIC connections leave on the wire as they begin anew and end, as tshark has it."""

import pytest

from wire_test import capture, rows, tshark  # noqa: F401 (a fixture)


@pytest.mark.parametrize("more", ["", "[access]\nreorder = 30%\nreorder-delay = 3ms\n", "[access]\njitter = 4ms\n"])
def test_what_comes_late_meets_neither_icmp_nor_a_reset(capture, more):
    folder = capture(f"[browser]\nprotocol = h3\ntls = 1.3\n{more}")
    for end in ["near", "far"]:
        strange = "icmp || (udp.length <= 50 && udp.srcport == 443 && !quic.packet_number)"
        found = tshark(folder / f"capture-access-{end}.pcap", strange, "_ws.col.Info", keys=folder / "keys.log")
        assert found == []
    # Who has closed says so again to what comes late (RFC 9000 section 10.2.1), ever more rarely.
    closes = tshark(folder / "capture-access-near.pcap", "ip.src == 10.0.0.1 && quic.frame_type == 0x1d", "frame.number",
                    keys=folder / "keys.log")
    run, connection = rows(folder / "runs.csv")[0], rows(folder / "connections.csv")[0]
    assert int(run["packets_up"]) == int(connection["packets_up"]) + len(closes) - 1
    assert 1 <= len(closes) < 8


def test_another_version_costs_neither_ticket_nor_token(capture):
    folder = capture("[browser]\nprotocol = h3\ntls = 1.3\nresume-tls = yes\n[tls]\ntickets = 1\n[quic]\nversion = draft-29\n")
    connection = rows(folder / "connections.csv")[0]
    assert connection["tls_resumed"] == "1"
    assert connection["retransmissions_up"] == "0"
    assert {row["attempts"] for row in rows(folder / "requests.csv")} == {"1"}
    initial = "quic.long.packet_type == 0 && ip.src == 10.0.0.1 && tls.handshake.type == 1"
    hellos = tshark(folder / "capture-access-near.pcap", initial, "quic.version", "tls.handshake.extension.type", keys=folder / "keys.log")
    psk = {version.split(";")[0]: "41" in extensions.replace(",", ";").split(";") for version, extensions in hellos}
    assert psk == {"0xff00001d": False, "0x00000001": True}


FILM = """{"pagewire-page": 1, "hosts": [{"name": "www.example"}],
 "resources": [{"url": "/", "type": "document", "size": 300000}]}"""


def test_what_came_before_a_move_into_nothing_is_counted(pagewire):
    """The server never hears of the new address; what it sent to the old one went into the first link all the same."""
    links = "[access]\nrate = 4Mbps\ndelay = 12ms\n[second]\nrate = 20Mbps\ndelay = 70ms\nblock-udp = yes\n"
    scenario = pagewire.scenario(f"[browser]\nprotocol = h3\ntls = 1.3\n{links}[handover]\nat = 370ms\n[record]\nwindows = yes\n", page=FILM)
    done = pagewire.run("run", scenario, "-o", "out")
    assert done.returncode == 0, done
    run, table = (rows(pagewire.folder / "out" / f"{name}.csv") for name in ("runs", "connections"))
    moved = table[0]
    assert (moved["protocol"], moved["local"].split(":")[0]) == ("h3", "10.0.0.2")
    # Some 300 ms of 4 Mbit/s, less slow start.
    assert int(moved["bytes_down"]) > 50000 and int(moved["packets_down"]) > 40 and int(moved["timeouts_down"]) > 0
    assert moved["srtt_ms"] == "", "nothing came back on the path that it ended on"
    for column in ["packets_up", "packets_down", "bytes_up", "bytes_down"]:
        assert sum(int(row[column]) for row in table) == int(run[0][column])
    origin = [row for row in rows(pagewire.folder / "out" / "windows.csv") if row["node"] == "origin" and row["remote"].startswith("10.0.0.1:")]
    assert origin and {row["connection"] for row in origin} == {"1"}


@pytest.mark.parametrize("early", ["yes", "no"])
def test_early_data_is_offered_only_where_it_is_wanted(capture, early):
    folder = capture(f"[browser]\nprotocol = h3\ntls = 1.3\nresume-tls = yes\n[quic]\nearly-data = {early}\n")
    hello = tshark(folder / "capture-access-near.pcap", "ip.src == 10.0.0.1 && tls.handshake.type == 1",
                   "tls.handshake.extension.type", keys=folder / "keys.log")[0][0]
    kinds = hello.replace(",", ";").split(";")
    assert "41" in kinds, "the session is resumed"
    assert ("42" in kinds) == (early == "yes")
    assert rows(folder / "connections.csv")[0]["tls_resumed"] == "1"


def test_a_race_counts_each_end_once(capture):
    """QUIC and TCP have ports of their own, which may have the same numbers."""
    folder = capture("[browser]\nprotocol = h3\ntls = 1.3\nh3-known = told\nh3-head-start = 10ms\n", "news")
    run, table = rows(folder / "runs.csv")[0], rows(folder / "connections.csv")
    protocols = [row["protocol"] for row in table]
    assert {"h2", "h3"} <= set(protocols)
    lost = [row for row in table if row["protocol"] == "h2" and row["requests"] == "0"]
    assert lost and all(0 < int(row["bytes_down"]) < 20000 for row in lost)
    ends = [(row["protocol"] == "h3", row["local"]) for row in table]
    assert len(set(ends)) == len(ends)
    assert sum(int(row["bytes_down"]) for row in table) <= int(run["bytes_down"])
