# SPDX-License-Identifier: GPL-2.0-only
"""The table of every option: names as Python spells them, documentation, the nearest of a misspelt name."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Dict, List


from pagewire import _core, display
from pagewire.errors import UnknownOptionError
from pagewire.names import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

LIST_HINT = " (pagewire.options() lists them all)"


def keyword_of(name: str) -> str:
    """The option's name as a keyword: "access.loss-up" is `access_loss_up`."""
    return name.replace(".", "_").replace("-", "_")


class Option:
    """All that is known of one option of a scenario.

    Attributes: `name` as scenario files have it ("access.loss"), `keyword` as Python's functions have it
    ("access_loss"), `section`, `key`, `kind`, `unit` (of values in results; empty: none, or several), `takes` (what
    values look like, and which are allowed), `default` (text; empty: left alone), `help` (one sentence), `words`
    (values that are words), `ns3_name` (the ns-3 attribute or global value that it stands in for; mostly empty).
    """

    def __init__(self, core: _core.Option) -> None:
        self.name = core.name
        self.keyword = keyword_of(core.name)
        self.section = core.section
        self.key = core.key
        self.kind = core.kind
        self.unit = core.unit
        self.form = core.form
        self.default = core.default
        self.allowed = core.allowed
        self.words = tuple(core.words)
        self.help = core.help + "."
        self.ns3_name = core.ns3_name
        self._text = core.describe()

    @property
    def takes(self) -> str:
        """What its values look like and which are allowed: "fraction, like 0.5%: 0% to 99%"."""
        if self.kind == "choice":
            return self.allowed
        return f"{self.form}: {self.allowed}" if self.allowed else self.form

    @property
    def example(self) -> str:
        """A value as it is to be written: one of its kind, or its default."""
        return self.form.partition("like ")[2].split(",")[0] or self.default

    def describe(self) -> str:
        """All of it in a few lines, as `pagewire options NAME` prints it."""
        return self._text

    def __repr__(self) -> str:
        return self._text.rstrip()

    def _repr_html_(self) -> str:
        rows = [("takes", self.takes), ("default", self.default or "left alone"), ("keyword", self.keyword)]
        if self.ns3_name:
            rows.append(("also set by", f"--{self.ns3_name}=..."))
        return display.titled(self.name, self.help) + display.table([], rows)


@functools.lru_cache(maxsize=None)
def by_name() -> Dict[str, Option]:
    """Every option by its name, in the order of the table."""
    return {core.name: Option(core) for core in _core.option_table()}


@functools.lru_cache(maxsize=None)
def by_keyword() -> Dict[str, Option]:
    """Every option by its keyword, in the order of the table."""
    return {option.keyword: option for option in by_name().values()}


@functools.lru_cache(maxsize=None)
def sections() -> Dict[str, List[Option]]:
    """The options of each section, by the section's name; those of the head of the file under ""."""
    found: Dict[str, List[Option]] = {}
    for entry in by_name().values():
        found.setdefault(entry.section, []).append(entry)
    return found


def nearest_keyword(wrong: str) -> str:
    """The keyword that a misspelt one most likely meant; empty if none is near."""
    near = _core.nearest_name(wrong, list(by_keyword()))
    return near or keyword_of(_core.nearest_name(wrong.replace("_", "-"), list(by_name())))


def unknown_keyword(wrong: str, place: str = "") -> UnknownOptionError:
    """The error for a keyword that no option has, suggesting the nearest."""
    near = nearest_keyword(wrong)
    hint = f": did you mean '{near}'?" if near else LIST_HINT
    return UnknownOptionError(f"{place}{': ' if place else ''}there is no option '{wrong}'{hint}")


def named(name: str) -> Option:
    """The option of this name ("access.loss") or keyword ("access_loss"), or an error that suggests the nearest."""
    found = by_name().get(name) or by_keyword().get(name)
    if found:
        return found
    if "." not in name:
        raise unknown_keyword(name)
    raise UnknownOptionError(f"there is no option '{name}'{did_you_mean(name, by_name(), LIST_HINT)}")


def option(name: str) -> Option:
    """The documentation of one option, to be read in a notebook.

    `name` is its name or its keyword. A name that does not exist is an InputError that suggests the nearest.

    >>> pagewire.option("access.loss")
    """
    return named(name)


def options(section: str = "") -> pd.DataFrame:
    """A row for every option of a scenario, or for those of one section.

    The index is the option's name; the columns are `keyword`, `default`, `takes`, `unit` and `help`, all text.
    """
    import pandas as pd

    known = sections()
    if section and section.replace("_", "-") not in known:
        sought = [name for name in known if name]
        hint = did_you_mean(section, sought, f": they are {', '.join(sought)}")
        raise UnknownOptionError(f"there is no section '{section}'{hint}")
    chosen = known[section.replace("_", "-")] if section else list(by_name().values())
    columns = ["keyword", "default", "takes", "unit", "help"]
    rows = [[getattr(entry, column) for column in columns] for entry in chosen]
    return pd.DataFrame(rows, columns=columns, index=pd.Index([entry.name for entry in chosen], name="option"))
