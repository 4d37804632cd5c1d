# SPDX-License-Identifier: GPL-2.0-only
"""The arguments of a command: as argparse reads them, with mistakes told as the rest of the program tells them."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from pagewire.errors import InputError
from pagewire.nearest import nearest_name


def did_you_mean(wrong: str, names: Sequence[str], otherwise: str) -> str:
    """The question for the nearest of the names, or the other text where none is near."""
    near = nearest_name(wrong, names)
    return f"did you mean '{near}'?" if near else otherwise


class Arguments(argparse.ArgumentParser):
    """An argparse parser of `pagewire VERB`. Mistakes are InputErrors; abbreviations are not guessed, as a new option
    must not change what an old script means."""

    def __init__(self, verb: str, description: str) -> None:
        super().__init__(prog=f"pagewire {verb}", description=description, allow_abbrev=False,
                         formatter_class=argparse.RawDescriptionHelpFormatter)

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message} ({self.prog} --help says more)")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The values of these arguments; raises InputError with the nearest option for one that is not there."""
        known = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
        for argument in arguments:
            name = argument.split("=", 1)[0]
            if argument == "--":
                break
            if name.startswith("--") and name not in known:
                meant = did_you_mean(name, known, f"{self.prog} --help lists them")
                raise InputError(f"there is no option '{name}': {meant}")
        return self.parse_args(arguments)
