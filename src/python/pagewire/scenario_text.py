# SPDX-License-Identifier: GPL-2.0-only
"""Scenarios as texts: files, what tells two of them apart, what another process needs to have the same one."""

from __future__ import annotations

import os
import pathlib
from typing import TYPE_CHECKING, Dict, List, Tuple

from pagewire import _core, page_files
from pagewire.errors import InputError
from pagewire.option_table import by_name, sections

if TYPE_CHECKING:
    from pagewire.scenario import Scenario


def text_of(core: _core.Scenario, every: bool) -> str:
    """As a scenario file: what was given, or every option."""
    return written(core.with_files(lambda path: path), every)


def written(renamed: _core.Scenario, every: bool) -> str:
    """Its text, names of files being what they are to be in it."""
    check_axes(renamed)
    if every:
        return renamed.format()
    lines: List[str] = []
    for section, options in sections().items():
        given = [(option.key, renamed.given(option.name)) for option in options]
        settings = [f"{key} = {text}" for key, text in given if text is not None]
        if settings:
            lines += [*([f"\n[{section}]"] if section else []), *settings]
    axes = [", ".join(names) + " = " + " ".join(map(",".join, rows)) for names, rows in renamed.axes]
    lines += ["\n[sweep]", *axes] if axes else []
    return "\n".join(lines).lstrip("\n") + "\n" if lines else ""


def check_axes(core: _core.Scenario) -> None:
    """Blanks and commas separate the values of a sweep in a file: names of files there have none."""
    for names, rows in core.axes:
        for text in (text for row in rows for text in row):
            if " " in text or (len(names) > 1 and "," in text):
                raise InputError(f"'{text}' cannot stand in a [sweep]: rename the file without blanks and commas")


def absolute(core: _core.Scenario) -> _core.Scenario:
    """With names of files that mean the same everywhere."""
    return core.with_files(os.path.abspath)


def identity(core: _core.Scenario) -> Tuple[str, object]:
    """Equal for two scenarios that would make the same runs."""
    same = absolute(core)
    return same.format(), same.axes


def save(core: _core.Scenario, path: pathlib.Path) -> pathlib.Path:
    """Writes a scenario file, with names of files relative to its folder."""
    pages: Dict[str, str] = {}

    def name(file: str) -> str:
        if page_files.is_kept(file):
            pages[os.path.basename(file)] = pathlib.Path(file).read_text(encoding="utf-8")
            return os.path.basename(file)
        return file if os.path.isabs(file) else os.path.relpath(file, path.parent)

    text = written(core.with_files(name), False)
    for page, content in pages.items():
        write(path.parent / page, content)
    write(path, text)
    return path


def write(path: pathlib.Path, text: str) -> None:
    """Writes a file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise InputError(f"'{path}' cannot be written ({error.strerror})") from None


Axes = List[Tuple[List[str], List[List[str]]]]


def parts(core: _core.Scenario) -> Tuple[Dict[str, str], Axes, Dict[str, str]]:
    """What another process makes the scenario from: settings, axes, and the pages that exist in memory only."""
    pages: Dict[str, str] = {}

    def note(file: str) -> str:
        if page_files.is_kept(file):
            pages[file] = pathlib.Path(file).read_text(encoding="utf-8")
        return os.path.abspath(file)

    moved = core.with_files(note)
    given = {name: moved.given(name) or "" for name in by_name() if moved.given(name) is not None}
    return given, moved.axes, pages


def restore(given: Dict[str, str], axes: Axes, pages: Dict[str, str]) -> Scenario:
    """The scenario of these parts."""
    from pagewire.scenario import Scenario

    core = _core.Scenario()
    for name, text in given.items():
        core.assign(name, text, "scenario")
    for names, rows in axes:
        core.sweep(names, rows, "scenario")
    here = {file: page_files.keep(content) for file, content in pages.items()}
    return Scenario._of(core.with_files(lambda file: here.get(file, file)))
