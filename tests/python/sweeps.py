# SPDX-License-Identifier: GPL-2.0-only
"""What tests of sweeps share."""

import pathlib
import time

PAGE = """{
 "pagewire-page": 1,
 "hosts": [{"name": "www.example"}],
 "resources": [
  {"url": "/", "type": "document", "size": 5000},
  {"url": "/a.png", "type": "image", "size": 20000, "after": "/"}
 ]
}
"""


def scenario_text(repeat=3, losses="0% 2%", protocols="h11 h2"):
    return (f"repeat = {repeat}\n[page]\nfile = page.json\n[access]\nrate = 10Mbps\ndelay = 10ms\n"
            f"[sweep]\nbrowser.protocol = {protocols}\naccess.loss = {losses}\n")


def write_scenario(folder, **varied):
    """The file x.ini in the folder, a small sweep with its page."""
    (folder / "page.json").write_text(PAGE)
    path = folder / "x.ini"
    path.write_text(scenario_text(**varied))
    return path


def files(folder):
    """Every file below a folder with its bytes, and every link with its target."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def stored(folder):
    """How many runs are finished in the directory."""
    store = pathlib.Path(folder) / "store"
    return sum(".draft-" not in path.name for path in store.iterdir()) if store.is_dir() else 0


def descendants(pid):
    """The processes below a process, from /proc."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*"):
        try:
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
        except OSError:
            pass  # it has just ended
    return found


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
