# SPDX-License-Identifier: GPL-2.0-only
"""A headless Chromium that a test can ask, over the pipe of its DevTools protocol."""

import base64
import json
import os
import select
import shutil
import subprocess
import time

PATIENCE = 40  # seconds


def program():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Page:
    """A page of a browser; `with Page(path) as page` opens a file."""

    def __init__(self, path, folder, width=1200, height=900):
        self.events = []
        self.count = 0
        self.rest = b""
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()
        self.log = open(folder / "chromium.log", "wb")
        # Chromium reads its orders from descriptor 3 and answers on 4.
        command = ['exec "$0" "$@" 3<&%d 4>&%d' % (to_read, to_write), program(), "--headless", "--no-sandbox", "--disable-gpu",
                   "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}",
                   "--remote-debugging-pipe", f"--window-size={width},{height}", "about:blank"]
        self.process = subprocess.Popen(["bash", "-c", *command], pass_fds=[to_read, to_write], stdout=self.log, stderr=self.log)
        os.close(to_read)
        os.close(to_write)
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = None
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.ask(f"{domain}.enable")
        self.size(width, height)
        self.ask("Page.navigate", url=path.resolve().as_uri())
        self.wait("Page.loadEventFired")

    session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.to)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.back)
        self.log.close()

    def receive(self):
        """The next message of the browser."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.back], [], [], max(0, end - time.monotonic()))
            assert ready, "Chromium does not answer"
            block = os.read(self.back, 1 << 20)
            assert block, "Chromium has ended"
            self.rest += block
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def ask(self, method, **parameters):
        """The answer to an order; what happens in the meantime is kept in events."""
        self.count += 1
        order = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.to, json.dumps(order).encode() + b"\0")
        while True:
            message = self.receive()
            if message.get("id") == self.count:
                assert "error" not in message, (method, message)
                return message["result"]
            self.events.append(message)

    def wait(self, event):
        while not any(message.get("method") == event for message in self.events):
            self.events.append(self.receive())

    def value(self, expression):
        """The value of an expression of JavaScript."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def size(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def screenshot(self, path, whole=True):
        picture = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(picture["data"]))

    def complaints(self):
        """What the console said, errors of scripts and refused requests among it."""
        wanted = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}
        return [message["params"] for message in self.events if message.get("method") in wanted]

    def requests(self):
        """The addresses that were asked for."""
        return [m["params"]["request"]["url"] for m in self.events if m.get("method") == "Network.requestWillBeSent"]
