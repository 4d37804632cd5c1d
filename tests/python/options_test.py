# SPDX-License-Identifier: GPL-2.0-only
"""The table of options as Python shows it, and the modules that are made from it."""

import ast
import importlib.util
import keyword
import re

import pytest

import pagewire
from pagewire import _core, option_table


def test_every_option_has_a_keyword_of_its_own():
    keywords = [option_table.keyword_of(option.name) for option in _core.option_table()]
    assert len(keywords) > 300 and len(set(keywords)) == len(keywords)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in keywords)


def test_no_option_or_section_hides_a_method():
    methods = {name for name in vars(pagewire.Scenario) if not name.startswith("_")}
    assert {"run", "text", "with_"} <= methods
    for section, options in option_table.sections().items():
        assert option_table.keyword_of(section) not in methods
        if not section:
            assert not methods & {option.keyword for option in options}


def test_the_made_modules_are_those_of_the_table(source):
    spec = importlib.util.spec_from_file_location("option_modules", source / "tools" / "option-modules.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name, make in tool.MODULES.items():
        made = (source / "src" / "python" / "pagewire" / name).read_text()
        assert made == make(), f"{name} is old: run tools/option-modules.py"


def test_the_table_is_that_of_the_command(pagewire_command):
    listed = pagewire_command("options").stdout.splitlines()
    table = pagewire.options()
    assert len(listed) == len(table)
    for line, (name, row) in zip(listed, table.iterrows()):
        assert re.sub(" +", " ", line) == re.sub(" +", " ", f"{name} = {row.default} {row.help.rstrip('.')}")


def test_a_section_of_the_table():
    table = pagewire.options("forward_proxy")
    assert table.equals(pagewire.options("forward-proxy"))
    assert list(table.columns) == ["keyword", "default", "takes", "unit", "help"]
    assert table.loc["forward-proxy.memory-latency", "keyword"] == "forward_proxy_memory_latency"
    assert set(pagewire.options("access").loc[["access.delay", "access.rate", "access.loss"], "unit"]) == {"s", "bit/s", "%"}
    with pytest.raises(pagewire.InputError, match="there is no section 'acess': did you mean 'access'"):
        pagewire.options("acess")


def test_an_option_tells_all_that_the_command_tells(pagewire_command):
    for name in ["access.loss", "tcp.mss", "browser.tls"]:
        assert repr(pagewire.option(name)) + "\n" == pagewire_command("options", name).stdout
    option = pagewire.option("access_loss")
    assert (option.name, option.default, option.unit) == ("access.loss", "0%", "%")
    assert option.takes == "fraction, like 0.5%: 0% to 100%"
    assert pagewire.option("browser.tls").takes == "none, 1.2 or 1.3"
    shown = option._repr_html_()
    assert "access.loss" in shown and "0% to 100%" in shown and option.help in shown


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ("access.los", "there is no option 'access.los': did you mean 'access.loss'?"),
        ("access_los", "there is no option 'access_los': did you mean 'access_loss'?"),
        ("loss", "there is no option 'loss': did you mean 'access_loss'?"),
        ("nothing_of_the_kind", "there is no option 'nothing_of_the_kind' (pagewire.options() lists them all)"),
    ],
)
def test_a_wrong_name_suggests_the_nearest(wrong, sentence):
    with pytest.raises(pagewire.InputError) as error:
        pagewire.option(wrong)
    assert str(error.value) == sentence


def test_the_stub_of_the_core_names_what_is_there(source):
    tree = ast.parse((source / "src" / "python" / "pagewire" / "_core.pyi").read_text())
    stub = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    assert set(stub) == {name for name in dir(_core) if not name.startswith("_")}
    for name, node in stub.items():
        if isinstance(node, ast.ClassDef) and not issubclass(getattr(_core, name), Exception):
            methods = {member.name for member in node.body if isinstance(member, ast.FunctionDef)} - {"__init__"}
            assigned = {member.target.id for member in node.body if isinstance(member, ast.AnnAssign)}
            own = {member for member in vars(getattr(_core, name)) if not member.startswith("_")}
            assert {member for member in methods | assigned if not member.startswith("_")} == own, name
