# SPDX-License-Identifier: GPL-2.0-only
"""What the command says of itself."""

import re


def test_help_everywhere(pagewire):
    assert "pagewire run" in pagewire.run("--help").stdout
    for command in ["run", "options", "models", "version", "page", "link-trace", "cachesim", "cache-tests", "report", "artefact"]:
        done = pagewire.run(command, "--help")
        assert done.returncode == 0 and f"pagewire {command}" in done.stdout, (command, done)
        assert f"pagewire {command} " in pagewire.run("--help").stdout


def test_without_arguments_it_says_how_it_is_used(pagewire):
    done = pagewire.run()
    assert done.returncode == 2
    assert done.stdout == "" and "pagewire run" in done.stderr


def test_version_names_the_libraries(pagewire):
    lines = pagewire.run("version").stdout.splitlines()
    assert re.match(r"pagewire \d+\.\d+\.\d+", lines[0])
    assert any(line.startswith("gnutls 3.") for line in lines)
    assert {line.split()[0] for line in lines} == {"pagewire", "ns-3", "gnutls", "nghttp2", "ngtcp2", "nghttp3"}


def test_options_are_listed_with_defaults(pagewire):
    lines = pagewire.run("options").stdout.splitlines()
    assert any(re.match(r"access\.delay = 25ms +\S", line) for line in lines)
    assert len(lines) > 70
    assert "Default: 25ms" in pagewire.run("options", "access.delay").stdout
    section = pagewire.run("options", "tls").stdout.splitlines()
    assert section and all(line.startswith("tls.") for line in section)


def test_ns3_prints_what_its_users_ask_for(pagewire):
    for first in [[], ["run"]]:
        done = pagewire.run(*first, "--PrintHelp")
        assert done.returncode == 0 and "General Arguments:" in done.stdout
        attributes = pagewire.run(*first, "--PrintAttributes=ns3::TcpSocket").stdout
        assert "--ns3::TcpSocket::SegmentSize=[" in attributes
        assert "ns3::TcpSocket" in pagewire.run(*first, "--PrintGroup=Internet").stdout
        assert "--RngRun=[" in pagewire.run(*first, "--PrintGlobals").stdout


def test_the_models_show_their_attributes(pagewire):
    done = pagewire.run("--PrintAttributes=pagewire::Browser")
    assert "--pagewire::Browser::" in done.stdout


def test_models_are_listed_with_attributes_and_trace_sources(pagewire):
    assert "pagewire::NodePower: attributes 0, trace sources 1" in pagewire.run("models").stdout.splitlines()
    lines = pagewire.run("models", "Browser").stdout.splitlines()
    assert "attribute KeepAlive = 5min (Time, from 0ns)" in lines
    assert "trace source PageLoaded (MomentTracedCallback)" in lines
    beside = pagewire.run("models", "--markdown", "CdnCache", "--beside", "ReverseProxy").stdout
    assert "| `Collapse` | bool | `true` | " in beside and "`Via`" not in beside


def test_the_handbook_has_every_option(pagewire, source):
    handbook = (source / "docs" / "scenario-files.md").read_text()
    begin, end = "<!-- begin of `pagewire options --markdown` -->\n", "<!-- end of it -->"
    assert handbook.split(begin)[1].split(end)[0].strip() == pagewire.run("options", "--markdown").stdout.strip()
