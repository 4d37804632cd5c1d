# SPDX-License-Identifier: GPL-2.0-only
"""The kernel of a notebook lives on, whatever becomes of the runs that a cell makes."""

import os
import pathlib
import signal
import time

import pytest

from build_tree import environment
from sweeps import descendants, stored, wait_for, write_scenario

jupyter_client = pytest.importorskip("jupyter_client", reason="install Debian's package python3-jupyter-client")
pytest.importorskip("ipykernel", reason="install Debian's package python3-ipykernel")

PATIENCE = 60  # seconds
SWEEP = """
import pagewire
sweep = pagewire.Sweep("x.ini", "out")
sweep.run()
"""


class Kernel:
    def __init__(self, folder):
        self.manager = jupyter_client.KernelManager(kernel_name="python3")
        self.manager.start_kernel(env=environment(), cwd=str(folder))
        self.pid = self.manager.provisioner.pid
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def begin(self, code, **expressions):
        """Has a cell run; what it gives back is for `reply`."""
        # An error would have the kernel turn away what comes next, for as long as that may have been on its way.
        return self.client.execute(code, user_expressions=expressions, stop_on_error=False)

    def reply(self, asked):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == asked:
                return message["content"]
        raise AssertionError("the kernel does not answer")

    def value(self, expression):
        content = self.reply(self.begin("", value=expression))
        return content["user_expressions"]["value"]["data"]["text/plain"]

    def makers(self):
        """The processes that make runs."""
        found = []
        for pid in descendants(self.pid):
            try:
                if b"pagewire._worker" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
            except OSError:
                pass  # it has just ended
        return found


@pytest.fixture
def kernel(tmp_path):
    write_scenario(tmp_path, repeat=500)
    started = Kernel(tmp_path)
    yield started
    started.close()


def test_an_interrupt_ends_a_sweep_and_the_kernel_goes_on(kernel, tmp_path):
    cell = kernel.begin(SWEEP)
    wait_for(lambda: stored(tmp_path / "out") > 2, PATIENCE)
    makers = kernel.makers()
    kernel.manager.interrupt_kernel()
    content = kernel.reply(cell)
    assert (content["status"], content["ename"]) == ("error", "KeyboardInterrupt")
    assert kernel.value("1 + 1") == "2"
    assert makers and not any(pathlib.Path(f"/proc/{pid}").exists() for pid in makers)
    made = stored(tmp_path / "out")
    assert 2 < made < 2000 and kernel.value("len(sweep.missing())") == str(2000 - made), "what is finished is kept"


def test_a_kernel_outlives_the_process_that_makes_its_runs(kernel, tmp_path):
    cell = kernel.begin(SWEEP)
    wait_for(lambda: stored(tmp_path / "out") > 2, PATIENCE)
    # The first one listens to the kernel, those below it each make a run.
    os.kill(kernel.makers()[0], signal.SIGKILL)
    content = kernel.reply(cell)
    assert (content["status"], content["ename"]) == ("error", "RunError"), content
    assert "signal 9" in content["evalue"] and "what is finished is kept" in content["evalue"]
    assert kernel.value("1 + 1") == "2"
