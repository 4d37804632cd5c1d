# SPDX-License-Identifier: GPL-2.0-only
"""The versions of all that stands below an artefact: the system, its packages, Python's."""

import importlib.metadata
import pathlib
import platform
import shutil
import subprocess

# What draws the figures.
PYTHON = ["matplotlib", "numpy", "pandas", "scipy"]


def system() -> str:
    """The name of the operating system."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def loaded_libraries() -> list[str]:
    """The shared libraries that this process has loaded, pagewire's and those that it needs."""
    names = set()
    for line in pathlib.Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        path = line.split(maxsplit=5)[-1]
        if path.startswith("/") and ".so" in path:
            names.add(path)
    return sorted(names)


def query(*arguments: str) -> str:
    """What dpkg-query answers; part of it may be missing."""
    return subprocess.run(["dpkg-query", *arguments], capture_output=True, text=True, check=False).stdout


def packages() -> dict[str, str]:
    """The versions of the system's packages whose libraries are loaded; empty where dpkg does not keep them."""
    if not shutil.which("dpkg-query"):
        return {}
    # dpkg knows files of /usr/lib by the names that they had before /lib became a link to it.
    files = [form for path in loaded_libraries() for form in (path, path.removeprefix("/usr"))]
    owners = {line.split(": ")[0].split(",")[0] for line in query("-S", *files).splitlines() if not line.startswith("diversion")}
    if not owners:
        return {}
    words = [line.split() for line in query("-W", "-f", "${Package} ${Version}\n", *sorted(owners)).splitlines()]
    return {name: version for name, version in sorted(words)}


def python() -> dict[str, str]:
    """The versions of Python and of what draws the figures."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PYTHON}}
