#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes the modules of the Python package that are made from the table of options.

Run it with the built package on the path after an option was added or changed:
PYTHONPATH=build/python tools/option-modules.py src/python/pagewire
"""

import argparse
import pathlib

from pagewire.option_table import keyword_of, sections

WIDTH = 120
HEAD = '''# SPDX-License-Identifier: GPL-2.0-only
# Made by tools/option-modules.py from the table of options: change that, not this.
"""{doc}"""

from __future__ import annotations

'''
DESCRIPTORS = {
    "text": "Text",
    "file": "File",
    "choice": "Choice",
    "switch": "Switch",
    "count": "Count",
    "number": "Number",
    "duration": "Duration",
    "bit rate": "Measure",
    "fraction": "Measure",
    "queue": "Measure",
    "bytes": "Bytes",
    "numbers": "Numbers",
}


def camel(name):
    """The name of a class: "cdn-cache.purge" is CdnCachePurge."""
    return "".join(part.capitalize() for part in name.replace(".", "-").split("-"))


def word_types():
    """The name of the type of each list of words that some option chooses from: that of the first such option."""
    names = {}
    for options in sections().values():
        for option in options:
            if option.kind == "choice":
                names.setdefault(option.words, camel(option.name))
    return names


def imported(module, names):
    """An import of many names, a line each where one line does not hold them."""
    line = f"from {module} import {', '.join(sorted(names))}\n"
    if len(line) <= WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in sorted(names)) + ")\n"


def setting(option):
    """The option as an attribute of its section."""
    kind = DESCRIPTORS[option.kind]
    words = f"[{word_types()[option.words]}]" if option.kind == "choice" else ""
    return f'    {option.key.replace("-", "_")} = {kind}{words}("{option.name}")\n'


def words_module():
    text = HEAD.format(doc="The words that options choose from, as types.")
    text += "from typing import Literal\n\n"
    for words, name in word_types().items():
        line = f"{name} = Literal[" + ", ".join(f'"{word}"' for word in words) + "]"
        if len(line) > WIDTH:
            line = f"{name} = Literal[\n" + "".join(f'    "{word}",\n' for word in words) + "]"
        text += line + "\n"
    return text


def sections_module():
    text = HEAD.format(doc="The sections of a scenario, with every option as an attribute.")
    text += imported("pagewire._words", word_types().values())
    text += imported("pagewire.sections", {"Holder", "Part", "Section", *DESCRIPTORS.values()})
    for section, options in sections().items():
        if section:
            text += f'\n\nclass {camel(section)}Section(Section, section="{section}"):\n'
            text += "".join(map(setting, options))
    text += '\n\nclass Options(Holder):\n    """Every option of a scenario: those of the head, and the sections."""\n\n'
    text += "".join(map(setting, sections()[""]))
    for section in sections():
        if section:
            text += f"    {keyword_of(section)} = Part({camel(section)}Section)\n"
    return text


def parameters():
    """Every option as a keyword of a function, several to a line."""
    typed = []
    for options in sections().values():
        for option in options:
            choice = option.kind == "choice"
            kind = f"Given[{word_types()[option.words]}]" if choice else f"Any{DESCRIPTORS[option.kind]}"
            typed.append(f"{keyword_of(option.name)}: {kind} = None,")
    lines, line = [], ""
    for one in typed:
        if line and len(line) + len(one) > WIDTH - 14:
            lines.append(line)
            line = ""
        line += (" " if line else "") + one
    return lines + [line]


def function(head, result, indent):
    """A function that takes every option."""
    pad = " " * indent
    body = "".join(f"{pad}    {line}\n" for line in parameters())
    return f"{pad}def {head}\n{body}{pad}) -> {result}:\n{pad}    raise NotImplementedError\n"


def keyword_imports():
    kinds = {f"Any{kind}" for kind in DESCRIPTORS.values()} - {"AnyChoice"}
    words = imported("pagewire._words", word_types().values())
    return words + imported("pagewire.values", {"FileName", "Given", *kinds})


def keywords_module():
    text = HEAD.format(doc="The functions that take every option as a keyword, for type checkers and editors.")
    text += "from typing import Optional, TypeVar\n\n" + keyword_imports() + '\nS = TypeVar("S")\n'
    text += '\n\nclass Keywords:\n    """What a scenario is made from and changed by."""\n\n'
    text += function("__init__(\n        self,\n        file: Optional[FileName] = None,\n        *,", "None", 4) + "\n"
    return text + function("with_(\n        self: S,\n        *,", "S", 4)


def run_module():
    text = HEAD.format(doc="The function that runs a scenario, for type checkers and editors.")
    text += "from typing import TYPE_CHECKING, Any, Mapping, Optional, Union\n\n" + keyword_imports()
    text += "\nif TYPE_CHECKING:\n    from pagewire.policies import PriorityPolicy\n"
    text += "    from pagewire.result import Result\n    from pagewire.scenario import Scenario\n\n\n"
    return text + function(
        "run(\n    scenario: Union[Scenario, FileName, None] = None,\n    directory: Optional[FileName] = None,\n"
        "    *,\n    workers: Optional[int] = None,\n    har: bool = False,\n    pcap: bool = False,\n"
        "    qlog: bool = False,\n    progress: Optional[bool] = None,\n    executor: Any = None,\n"
        "    ns3: Optional[Mapping[str, Any]] = None,\n    priorities: Optional[PriorityPolicy] = None,",
        "Result",
        0,
    )


MODULES = {
    "_words.py": words_module,
    "_sections.py": sections_module,
    "_keywords.py": keywords_module,
    "_run.py": run_module,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="the folder of the package's sources")
    folder = parser.parse_args().folder
    for name, make in MODULES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
