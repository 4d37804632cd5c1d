# SPDX-License-Identifier: GPL-2.0-only
"""What a run writes, read by programs that are not ours: tshark dissects the captures, har-validator the archives."""

import csv
import json
import os
import shutil
import subprocess

import pytest

REQUESTS = {"h10": "http.request.method", "h11": "http.request.method", "h11-pipelined": "http.request.method",
            "h2": "http2.headers.method"}
STACKS = [(protocol, tls) for protocol in REQUESTS for tls in ["none", "1.2", "1.3"]]
CHECKSUMS = ["udp.check_checksum:TRUE", "ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "tcp.reassemble_out_of_order:TRUE"]


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def tshark(capture, filter, *fields, keys=None, decode=None):
    """The values of the fields in the packets that the filter lets through, one list a packet."""
    command = ["tshark", "-r", capture, "-Y", filter, "-T", "fields", "-E", "aggregator=;"]
    for option in CHECKSUMS + ([f"tls.keylog_file:{keys}"] if keys else []):
        command += ["-o", option]
    for field in fields:
        command += ["-e", field]
    if decode:
        command += ["-d", decode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


@pytest.fixture
def capture(pagewire, source):
    """Runs a page of the project's and gives the run's folder and what tshark makes of a capture."""
    if not shutil.which("tshark"):
        pytest.skip("tshark is not installed")

    def run(text, page="micro"):
        pagewire.write("x.ini", f"[page]\nfile = {source}/scenarios/pages/{page}.json\n{text}")
        done = pagewire.run("run", "x.ini", "-o", "out", "--pcap", "--har")
        assert done.returncode == 0, done
        return pagewire.folder / "out" / "runs" / "0001"

    return run


@pytest.mark.parametrize("protocol, tls", STACKS)
@pytest.mark.parametrize("loss", ["0%", "2%"])
def test_tshark_dissects_every_packet(capture, protocol, tls, loss):
    folder = capture(f"[browser]\nprotocol = {protocol}\ntls = {tls}\n[access]\nloss = {loss}\n")
    keys = folder / "keys.log" if tls != "none" else None
    decode = "tcp.port==80,http2" if (protocol, tls) == ("h2", "none") else None
    near = folder / "capture-access-near.pcap"
    for end in ["near", "far"]:
        file = folder / f"capture-access-{end}.pcap"
        bad = "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"
        assert tshark(file, bad, "frame.number", "_ws.col.Info", keys=keys, decode=decode) == []
    names = [name for line in tshark(near, REQUESTS[protocol], REQUESTS[protocol], keys=keys, decode=decode)
             for cell in line for name in cell.split(";") if name]
    sent = sum(int(row["attempts"]) for row in rows(folder / "requests.csv"))
    assert len(names) == sent


# What tshark calls the packets that only some options bring about, in both directions; and these options.
PACKETS = {"Retry": "quic.long.packet_type == 3", "Version Negotiation": "quic.version == 0", "0-RTT": "quic.long.packet_type == 1",
           "second key phase": "quic.key_phase == 1"}
SHOWN_BY = {"Retry": "retry", "Version Negotiation": "draft-29", "0-RTT": "resume", "second key phase": "key-update"}


def packets_of_quic(folder, keys, kind):
    return len(tshark(folder / "capture-access-near.pcap", PACKETS[kind], "frame.number", keys=keys))


@pytest.mark.parametrize("loss", ["0%", "2%"])
@pytest.mark.parametrize("more", ["", "resume-tls = yes", "[quic]\nretry = yes", "[quic]\nversion = draft-29", "[quic]\nkey-update = 20ms"])
def test_tshark_decrypts_every_packet_of_quic(capture, loss, more):
    folder = capture(f"[access]\nloss = {loss}\n[browser]\nprotocol = h3\ntls = 1.3\n{more}\n")
    keys = folder / "keys.log"
    for end in ["near", "far"]:
        bad = "_ws.malformed || ip.checksum.status == 0 || udp.checksum.status == 0 || quic.decryption_failed"
        assert tshark(folder / f"capture-access-{end}.pcap", bad, "frame.number", "_ws.col.Info", keys=keys) == []
    numbers = tshark(folder / "capture-access-near.pcap", "udp && !icmp && !quic.packet_number", "_ws.col.Info", keys=keys)
    assert len(numbers) == sum(packets_of_quic(folder, keys, kind) for kind in ["Retry", "Version Negotiation"]), "all others were decrypted"
    for kind, option in SHOWN_BY.items():
        assert (packets_of_quic(folder, keys, kind) > 0) == (option in more), kind
    headers = tshark(folder / "capture-access-far.pcap", "ip.src == 10.0.0.1 && http3.frame_type == 1", "http3.frame_type", keys=keys)
    frames = [kind for line in headers for cell in line for kind in cell.split(";") if int(kind, 0) == 1]
    table = rows(folder / "requests.csv")
    # tshark takes the streams of 0-RTT packets, and does not look for HTTP/3 in them.
    early = tshark(folder / "capture-access-far.pcap", f"ip.src == 10.0.0.1 && {PACKETS['0-RTT']}", "quic.stream.stream_id", keys=keys)
    streams = {int(stream) for line in early for cell in line for stream in cell.split(";") if stream}
    early_requests = sum(stream % 4 == 0 for stream in streams)
    assert len(frames) + early_requests == sum(int(row["attempts"]) for row in table)
    assert {row["protocol"] for row in table} == {"h3"}


def test_the_tables_count_what_the_captures_hold(capture):
    folder = capture("[browser]\nprotocol = h11\ntls = 1.3\n[access]\nqueue = 2000p\n")
    run = rows(folder / "runs.csv")[0]
    up = tshark(folder / "capture-access-near.pcap", "ip.src == 10.0.0.1", "ip.len")
    down = tshark(folder / "capture-access-far.pcap", "ip.dst == 10.0.0.1", "ip.len")
    assert [run["packets_up"], run["bytes_up"]] == [str(len(up)), str(sum(int(line[0]) for line in up))]
    assert [run["packets_down"], run["bytes_down"]] == [str(len(down)), str(sum(int(line[0]) for line in down))]
    for name in ["packets_up", "packets_down", "bytes_up", "bytes_down"]:
        assert sum(int(row[name]) for row in rows(folder / "connections.csv")) == int(run[name])


def test_har_validator_takes_the_archives(capture, pagewire):
    if not shutil.which("node") or not os.path.isdir("/usr/share/nodejs/har-validator"):
        pytest.skip("node-har-validator is not installed")
    check = "require('har-validator').har(JSON.parse(require('fs').readFileSync(process.argv[1]))).catch(" \
            "e => { console.error(JSON.stringify(e.errors)); process.exit(1); })"
    visits = "cache = browser\nvisits = link reload back hard-reload new-session\nvisit-pause = 400s\n"
    for protocol, loss, more in [("h09", "0%", ""), ("h10", "0%", ""), ("h11", "5%", ""), ("h2", "0%", visits), ("h3", "2%", "")]:
        shutil.rmtree(pagewire.folder / "out", ignore_errors=True)
        folder = capture(f"[browser]\nprotocol = {protocol}\ntls = {'1.3' if protocol == 'h3' else 'none'}\ndeadline = 2s\n{more}"
                         f"[access]\nloss = {loss}\n", "news-cached")
        done = subprocess.run(["node", "-e", check, folder / "page.har"], capture_output=True, text=True,
                              env={**os.environ, "NODE_PATH": "/usr/share/nodejs"}, timeout=60)
        assert done.returncode == 0, (protocol, done.stderr)


def test_archives_say_what_the_tables_say(capture):
    folder = capture("[browser]\nprotocol = h11\ntls = 1.3\n")
    entries = json.loads((folder / "page.har").read_text())["log"]["entries"]
    table = rows(folder / "requests.csv")
    assert len(entries) == len(table)
    for entry, row in zip(entries, table):
        timings = entry["timings"]
        parts = ["blocked", "dns", "connect", "send", "wait", "receive"]
        assert entry["time"] == pytest.approx(sum(max(timings[part], 0) for part in parts), abs=1e-9)
        assert entry["time"] == pytest.approx(float(row["total_ms"]), abs=1e-9)
        assert entry["connection"] == row["connection"]
        reused = row["reused"] == "1"
        assert [timings[part] == -1 for part in ["dns", "connect", "ssl"]] == [reused] * 3
        assert min(timings[part] for part in ["send", "wait", "receive"]) >= 0
