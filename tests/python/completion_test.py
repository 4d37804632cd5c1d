# SPDX-License-Identifier: GPL-2.0-only
"""What the tab key gives in a notebook."""

import warnings

import pytest

import pagewire

interactiveshell = pytest.importorskip(
    "IPython.core.interactiveshell", reason="IPython is not installed (apt install python3-ipykernel)"
)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("s.acc", {"access"}),
        ("s.access.lo", {"loss", "loss_up"}),
        ("pagewire.cache.d", {"date", "directives"}),
        ("pagewire.cache.A", set()),
        ("s.handover.", {"at", "overlap"}),
        ("pagewire.Scenario(access_lo", {"access_loss=", "access_loss_up="}),
        ("s.with_(access_lo", {"access_loss=", "access_loss_up="}),
        ("pagewire.run('x.ini', access_lo", {"access_loss=", "access_loss_up="}),
    ],
)
def test_the_tab_key_completes(text, expected):
    shell = interactiveshell.InteractiveShell()
    shell.user_ns.update(pagewire=pagewire, s=pagewire.Scenario())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that its completions are provisional
        found = {completion.text for completion in shell.Completer.completions(text, len(text))}
    assert found == expected
