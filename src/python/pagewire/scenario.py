# SPDX-License-Identifier: GPL-2.0-only
"""What is to be simulated: a scenario, from a file, from text, from keywords."""

from __future__ import annotations

import inspect
import itertools
import os
import pathlib
import tempfile
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple


from pagewire import _core as core
from pagewire import display, option_table, scenario_text, values
from pagewire._keywords import Keywords
from pagewire._sections import Options
from pagewire.errors import InputError, UnknownOptionError, refusal
from pagewire.names import checks_keywords
from pagewire.sections import Part, Setting, show
from pagewire.values import FileName, Read

if TYPE_CHECKING:
    import pandas as pd

    from pagewire.policies import PriorityPolicy
    from pagewire.result import Result


class Scenario(Options, Keywords):
    """What is to be simulated: values for some options, and for some of them several, which makes a sweep.

    `Scenario("scenarios/first-page.ini")` reads a file, `Scenario(page_file="news.json", access_loss="1%")` has its
    options as keywords, and both together change what the file says. A keyword is the option's name with '_' for '.'
    and '-'. Values are texts as in scenario files ("25ms", "10Mbps", "1%"), numbers for options without a unit,
    True and False, `datetime.timedelta` for durations, a path or a `Page` for page_file. A list of values sweeps the
    option; None leaves it at its default. What is wrong is an `InputError`, and then nothing has changed.

    The options are attributes, too, each in its section: `s.access.loss = "1%"`, `s.browser.protocol = ["h2", "h3"]`.
    Two scenarios are equal if they would make the same runs.
    """

    _core: core.Scenario

    if not TYPE_CHECKING:

        def __init__(self, file: Optional[FileName] = None, **keywords: Any) -> None:
            object.__setattr__(self, "_core", core.Scenario() if file is None else core.Scenario.load(os.fspath(file)))
            self._change(keywords)

        def with_(self, **keywords: Any) -> "Scenario":
            """A changed copy: `s.with_(access_loss="2%")`. It takes the keywords that `Scenario` takes."""
            changed = self.copy()
            changed._change(keywords)
            return changed

        def __setattr__(self, name: str, value: Any) -> None:
            if not isinstance(getattr(type(self), name, None), (Setting, Part)):
                raise self._unknown(name)
            object.__setattr__(self, name, value)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            raise self._unknown(name)

    @classmethod
    def load(cls, file: FileName) -> Scenario:
        """The scenario of a file; names of files in it are relative to its folder."""
        return cls(file)

    @classmethod
    def parse(cls, text: str, folder: FileName = "") -> Scenario:
        """The scenario that a text gives, in the format of scenario files.

        `folder` is what names of files in it are relative to; else it is the current one.
        """
        return cls._of(core.Scenario.parse(text, os.path.join(os.fspath(folder), "scenario text")))

    @classmethod
    def _of(cls, made_of: core.Scenario) -> Scenario:
        made = cls()
        object.__setattr__(made, "_core", made_of)
        return made

    def copy(self) -> Scenario:
        """An equal scenario, to be changed by itself."""
        return self._of(core.Scenario(self._core))

    __copy__ = copy

    def __deepcopy__(self, memo: Dict[int, Any]) -> Scenario:
        return self.copy()

    def __reduce__(self) -> Tuple[Any, ...]:
        return scenario_text.restore, scenario_text.parts(self._core)

    def __getitem__(self, name: str) -> Any:
        """The value of an option by its name: `s["access.loss"]`; its type is that of the attribute of this name."""
        return self._read(option_table.named(name).name)

    def __setitem__(self, name: str, value: Any) -> None:
        self._write(option_table.named(name).name, value)

    def sweep_together(self, **columns: Sequence[Any]) -> None:
        """Sweeps several options that change together, as the columns of a table do.

        `s.sweep_together(access_rate=["2Mbps", "10Mbps"], access_delay=["50ms", "25ms"])` makes two combinations, not
        four. All columns have the same length.
        """
        chosen = [(self._named(keyword, column), column) for keyword, column in columns.items()]
        for option, column in chosen:
            if not values.is_axis(column):
                raise refusal(values.spelling(option, column), "give a list of values for each option that is swept")
        lengths = {option.keyword: len(column) for option, column in chosen}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{keyword} has {length}" for keyword, length in lengths.items())
            raise InputError(f"options that change together need as many values each: {told}")
        self._sweep(chosen, "sweep of " + ", ".join(lengths))

    def sections(self) -> List[str]:
        """The names of its sections, each an attribute."""
        return [section.replace("-", "_") for section in option_table.sections() if section]

    def combinations(self) -> pd.DataFrame:
        """A row for each combination of the swept values, the last option changing fastest; a column for each swept
        option, under its name, as text."""
        import pandas as pd

        axes = self._core.axes
        rows = itertools.product(*(rows for _, rows in axes))
        names = self._core.swept_options
        return pd.DataFrame([[text for part in row for text in part] for row in rows], columns=names, dtype=object)

    @checks_keywords
    def check(self, *, har: bool = False, pcap: bool = False, qlog: bool = False) -> int:
        """The number of runs that it makes, after a look at every combination and every file: what is wrong is an
        `InputError` now and not later. `har` and so on: whether runs are to write such files."""
        return self._core.check(har, pcap, qlog)

    @checks_keywords
    def run(
        self,
        directory: Optional[FileName] = None,
        *,
        workers: Optional[int] = None,
        har: bool = False,
        pcap: bool = False,
        qlog: bool = False,
        progress: Optional[bool] = None,
        executor: Any = None,
        ns3: Optional[Mapping[str, Any]] = None,
        priorities: Optional[PriorityPolicy] = None,
    ) -> Result:
        """Makes every run that the directory does not have yet, in worker processes, and gives the results.

        `directory`: where results go; without one into a temporary directory that lives as long as the `Result` does.
        `workers`: processes at a time; else as many as there are processors. `har`, `pcap`, `qlog`: each run writes
        such files. `progress`: whether a bar shows how far it is; else where somebody is looking. `executor`: any
        `concurrent.futures.Executor` for the runs. `ns3`: attributes of ns-3, like
        {"ns3::TcpSocket::SegmentSize": 1400}. `priorities`: a policy in Python that gives each request its priority.
        """
        from pagewire import sweep

        temporary = tempfile.TemporaryDirectory(prefix="pagewire-") if directory is None else None
        result = sweep.carry_out(
            self,
            pathlib.Path(temporary.name if temporary else os.fspath(directory or "")),
            workers=workers,
            har=har,
            pcap=pcap,
            qlog=qlog,
            progress=progress,
            executor=executor,
            ns3=ns3,
            priorities=priorities,
        )
        if temporary:
            result.keep(temporary)
        return result

    def text(self, every: bool = False) -> str:
        """It as a scenario file has it, with file names relative to the current folder: what was given; with `every`
        all options that mean something."""
        return scenario_text.text_of(self._core, every)

    def save(self, path: FileName) -> pathlib.Path:
        """Writes it as a scenario file, whole or not at all; pages that exist in memory only are written beside it."""
        return scenario_text.save(self._core, pathlib.Path(path))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return scenario_text.identity(self._core) == scenario_text.identity(other._core)

    __hash__ = None  # type: ignore[assignment]

    def __dir__(self) -> List[str]:
        return sorted({*object.__dir__(self)} - {"_core"})

    def __repr__(self) -> str:
        given = ", ".join(f"{option_table.keyword_of(name)}={value!r}" for name, value in self._differing().items())
        return f"Scenario({given if len(given) <= 200 else given[:197] + '...'})"

    def _repr_html_(self) -> str:
        rows = []
        for name, value in self._differing().items():
            option = option_table.by_name()[name]
            rows.append((display.Tip(name, option.help), display.Tip(show(value), option.takes), option.default))
        count = len(self.combinations())
        swept = f"{count} combinations of swept values" if count > 1 else ""
        return display.titled("Scenario", swept) + display.table(["option", "value", "default"], rows)

    def _differing(self) -> Dict[str, Read]:
        """The options whose values are not their defaults."""
        found: Dict[str, Read] = {}
        for name, option in option_table.by_name().items():
            value = self._read(name)
            if value != values.value_of(option, option.default):
                found[name] = value
        return found

    def _read(self, name: str) -> Read:
        option = option_table.by_name()[name]
        own = self._core.with_files(str) if option.kind == "file" else self._core
        for options, rows in own.axes:
            if name in options:
                column = options.index(name)
                return tuple(values.value_of(option, row[column]) for row in rows)
        given = own.given(name)
        return values.value_of(option, option.default if given is None else given)

    def _write(self, name: str, value: Any) -> None:
        option = option_table.by_name()[name]
        if value is None:
            self._core.forget(name)
        elif values.is_axis(value):
            self._sweep([(option, value)], values.spelling(option, value))
        else:
            self._core.assign(name, values.text_of(option, value), values.spelling(option, value))

    def _sweep(self, columns: Sequence[Tuple[option_table.Option, Any]], place: str) -> None:
        texts = [values.axis_texts(option, column) for option, column in columns]
        self._core.sweep([option.name for option, _ in columns], [list(row) for row in zip(*texts)], place)

    def _change(self, keywords: Mapping[str, Any]) -> None:
        """Sets options by keyword, all or none."""
        before = core.Scenario(self._core)
        try:
            for keyword, value in keywords.items():
                self._write(self._named(keyword, value).name, value)
        except InputError:
            object.__setattr__(self, "_core", before)
            raise

    @staticmethod
    def _named(keyword: str, value: Any) -> option_table.Option:
        option = option_table.by_keyword().get(keyword) or option_table.by_name().get(keyword)
        if option is None:
            raise option_table.unknown_keyword(keyword, f"{keyword}={value!r}")
        return option

    def _unknown(self, name: str) -> InputError:
        near = core.nearest_name(name, [known for known in dir(self) if not known.startswith("_")])
        if near:
            return UnknownOptionError(f"a scenario has no '{name}': did you mean '{near}'?")
        return option_table.unknown_keyword(name)


def readable_signature(function: Callable[..., Any]) -> inspect.Signature:
    """A signature without its types, which would hide the names."""
    signature = inspect.signature(function)
    plain = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    return signature.replace(parameters=plain, return_annotation=inspect.Signature.empty)


def _document() -> None:
    """Gives the functions that take every option their signature and their documentation."""
    lines = []
    for option in option_table.by_name().values():
        default = f"; default {option.default}" if option.default else ""
        lines.append(f"    {option.keyword}: {option.help} ({option.takes}{default})")
    Scenario.__init__.__doc__ = "Reads `file`, if one is named, and sets options:\n\n" + "\n".join(lines)
    for name in ["__init__", "with_"]:
        setattr(getattr(Scenario, name), "__signature__", readable_signature(getattr(Keywords, name)))


_document()
