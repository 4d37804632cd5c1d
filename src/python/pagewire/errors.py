# SPDX-License-Identifier: GPL-2.0-only
"""The mistakes of a user's, as exceptions."""

from __future__ import annotations

try:
    from pagewire._core import InputError
except ImportError:
    # Without the simulator results can still be read, and then mistakes are told likewise.
    class InputError(ValueError):  # type: ignore[no-redef]
        """What was asked for is wrong."""

__all__ = ["InputError", "RunError", "RunWarning", "UnknownOptionError", "refusal"]

# Tracebacks name it as users import it.
InputError.__module__ = "pagewire"


class UnknownOptionError(InputError, AttributeError):
    """There is no such option: also an AttributeError, so that `hasattr` works as everywhere."""


def refusal(place: str, sentence: str) -> InputError:
    """The error of a mistake at a place, in the words of the command line: place, colon, sentence."""
    return InputError(f"{place}: {sentence}")


class RunError(RuntimeError):
    """Runs could not be made, by no mistake in what was asked for."""


class RunWarning(UserWarning):
    """A run has failed, or means are not known as well as was asked for."""
