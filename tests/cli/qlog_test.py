# SPDX-License-Identifier: GPL-2.0-only
"""qlogs of QUIC: JSON-SEQ of qlog 0.3 (draft-ietf-quic-qlog-main-schema-04), events of draft-ietf-quic-qlog-quic-events-03."""

import csv
import json

import pytest
from small_page import PAGE

jsonschema = pytest.importorskip("jsonschema")

COUNT = {"type": "integer", "minimum": 0}
HEX = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
BOOL = {"type": "boolean"}


def record(required, **properties):
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


HEADER = record(
    "qlog_format qlog_version trace",
    qlog_format={"const": "JSON-SEQ"},
    qlog_version={"const": "0.3"},
    trace=record(
        "vantage_point common_fields",
        vantage_point=record("type", name={"type": "string"}, type={"enum": ["client", "server"]}),
        common_fields=record(
            "",
            protocol_type={"const": ["QUIC"]},
            time_format={"const": "relative"},
            reference_time=COUNT,
            group_id=HEX,
        ),
    ),
)
# The names of a frame's fields beside frame_type; those that have to be there end in "!".
FRAMES = {
    "padding": "",
    "ping": "",
    "ack": "ack_delay acked_ranges! ect1 ect0 ce",
    "reset_stream": "stream_id! error_code! final_size!",
    "stop_sending": "stream_id! error_code!",
    "crypto": "offset! length!",
    "new_token": "token! length",
    "stream": "stream_id! offset! length! fin",
    "max_data": "maximum!",
    "max_stream_data": "stream_id! maximum!",
    "max_streams": "stream_type! maximum!",
    "data_blocked": "limit!",
    "stream_data_blocked": "stream_id! limit!",
    "streams_blocked": "stream_type! limit!",
    "new_connection_id": "sequence_number! retire_prior_to! connection_id_length connection_id! stateless_reset_token",
    "retire_connection_id": "sequence_number!",
    "path_challenge": "data",
    "path_response": "data",
    "connection_close": "error_space! error_code! raw_error_code reason",
    "handshake_done": "",
    "datagram": "length",
}
KINDS = {
    "acked_ranges": {"type": "array", "minItems": 1, "items": {"type": "array", "items": COUNT, "minItems": 1, "maxItems": 2}},
    "fin": BOOL,
    "stream_type": {"enum": ["bidirectional", "unidirectional"]},
    "connection_id": HEX,
    "stateless_reset_token": {"type": "object"},
    "token": {"type": "object"},
    "data": HEX,
    "error_space": {"enum": ["transport", "application"]},
    "error_code": {"type": ["integer", "string"]},
    "reason": {"type": "string"},
}


def frame(name, words):
    fields = {word.rstrip("!"): KINDS.get(word.rstrip("!"), COUNT) for word in words.split()}
    required = " ".join(["frame_type", *(word[:-1] for word in words.split() if word.endswith("!"))])
    return record(required, frame_type={"const": name}, **fields)


PACKET = record(
    "header",
    retry_token={"type": "object"},
    header=record(
        "packet_type",
        packet_type={"enum": ["initial", "handshake", "0RTT", "1RTT", "retry", "version_negotiation", "stateless_reset"]},
        packet_number=COUNT,
        token={"type": "object"},
    ),
    frames={"type": "array", "items": {"oneOf": [frame(*item) for item in FRAMES.items()]}},
    raw=record("length", length=COUNT),
)
METRICS = "min_rtt smoothed_rtt latest_rtt rtt_variance pto_count congestion_window bytes_in_flight ssthresh".split()
DATA = {
    "transport:parameters_set": {"type": "object", "required": ["owner"]},
    "transport:packet_sent": PACKET,
    "transport:packet_received": PACKET,
    "recovery:metrics_updated": record("", **{name: COUNT for name in METRICS}),
    "recovery:packet_lost": record("header", header=PACKET["properties"]["header"]),
    "security:key_updated": {"type": "object"},
}


def events(path):
    """The events of a qlog, each checked against the schema."""
    octets = path.read_bytes()
    assert octets[:1] == b"\x1e" and octets[-1:] == b"\n", "RFC 7464: a record separator before each, a line feed behind"
    header, *rest = [json.loads(text) for text in octets[1:].split(b"\x1e")]
    jsonschema.validate(header, HEADER)
    assert path.stem == header["trace"]["common_fields"]["group_id"] + "-" + header["trace"]["vantage_point"]["type"]
    checks = {name: jsonschema.Draft202012Validator(schema) for name, schema in DATA.items()}
    last = 0
    for event in rest:
        assert set(event) == {"time", "name", "data"} and event["time"] >= last, event
        last = event["time"]
        checks[event["name"]].validate(event["data"])
    return rest


def octets_sent(qlog):
    return sum(e["data"]["raw"]["length"] for e in qlog if e["name"] == "transport:packet_sent")


def headers(qlog, what):
    return [e["data"]["header"] for e in qlog if e["name"] == f"transport:packet_{what}"]


@pytest.mark.parametrize("more", ["", "[quic]\nretry = yes\n", "[access]\nloss = 3%\n"])
def test_qlogs_are_valid_and_agree_with_the_tables(pagewire, more):
    pagewire.write("p.json", PAGE)
    pagewire.write("x.ini", f"repeat = 2\n[page]\nfile = p.json\n[browser]\nprotocol = h3\ntls = 1.3\n{more}")
    done = pagewire.run("run", "x.ini", "-o", "out", "--qlog")
    assert (done.returncode, done.stderr) == (0, ""), done
    with open(pagewire.folder / "out" / "connections.csv", newline="") as file:
        # Where packets are lost, connections of TCP may have been tried beside it.
        rows = [row for row in csv.DictReader(file) if row["protocol"] == "h3"]
    assert len(rows) == 2
    for row in rows:
        folder = pagewire.folder / "out" / "runs" / f"{int(row['run']):04}"
        (client,) = folder.glob("*-client.sqlog")
        (server,) = folder.glob("*-server.sqlog")
        # Datagrams are counted with the 28 octets of their headers; one may hold several packets.
        up, down = events(client), events(server)
        assert octets_sent(up) + 28 * int(row["packets_up"]) == int(row["bytes_up"])
        assert octets_sent(down) + 28 * int(row["packets_down"]) == int(row["bytes_down"])
        if "loss" not in more:
            for sent, received in [(up, down), (down, up)]:
                went, came = headers(sent, "sent"), headers(received, "received")
                if "retry" in more:  # what was before it reached no connection, and none has sent it
                    first = (went if sent is up else came).pop(0)
                    assert first["packet_type"] == ("initial" if sent is up else "retry")
                assert came and came == went[: len(came)]
                assert len(went) - len(came) <= 2, "only what crosses the last word goes unread"
