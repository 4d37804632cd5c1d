# SPDX-License-Identifier: GPL-2.0-only
"""Carries out the commands of `pagewire` that are written in Python: `python3 -m pagewire VERB ...`."""

import importlib
import os
import signal
import sys
from collections.abc import Sequence

import pagewire
from pagewire.arguments import did_you_mean
from pagewire.errors import InputError

# The commands and the modules that have them, each with a function main(arguments) that gives the exit status.
VERBS = {
    "sweep": "pagewire.sweep_command",
    "report": "pagewire.report_command",
    "artefact": "pagewire.artefact_command",
    "lab": "pagewire.labs.command",
    "figure": "pagewire.figure_command",
    "notebook": "pagewire.notebook_command",
}

MISTAKE = 2  # the exit statuses are those of the program
FAILED = 1
INTERRUPTED = 130
UNREAD = 128 + signal.SIGPIPE


def carry_out(arguments: Sequence[str]) -> int:
    """The exit status of the command that these arguments, its name first, ask for."""
    if not arguments or arguments[0] in ("--help", "-h"):
        print(f"python3 -m pagewire carries out the commands: {', '.join(VERBS)}; see pagewire --help")
        return 0
    verb = arguments[0]
    if verb not in VERBS:
        raise InputError(f"there is no command '{verb}': " + did_you_mean(verb, list(VERBS), "pagewire --help lists them"))
    status: int = importlib.import_module(VERBS[verb]).main(arguments[1:])
    return status


def told(arguments: Sequence[str]) -> int:
    """The same, with all that it has to say sent: else what a pipe refuses would be noticed after the end only."""
    try:
        return carry_out(arguments)
    finally:
        print(end="", flush=True)  # which does without an output, too


def main() -> int:
    """Carries out the command of sys.argv; mistakes of the user's are told in one sentence."""
    try:
        return told(sys.argv[1:])
    except BrokenPipeError:
        # Whoever reads has had enough, as `head` may. What is left to be sent goes nowhere, and nothing is amiss.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except InputError as error:
        print(f"pagewire: {error}", file=sys.stderr)
        return MISTAKE
    except ImportError as error:
        # Another package that is missing is told by its traceback.
        reason = pagewire.missing_simulator()
        if not reason or (error.name or "pagewire").partition(".")[0] != "pagewire":
            raise
        print(f"pagewire: this needs the simulator, which cannot be loaded ({reason}): ./waf setup builds it", file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"pagewire: {error.filename or 'system'}: {error.strerror or error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("pagewire: interrupted", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
