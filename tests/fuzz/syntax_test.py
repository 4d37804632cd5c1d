# SPDX-License-Identifier: GPL-2.0-only
"""The fuzz targets go on compiling, though the ordinary build leaves them out: it need not have clang."""

import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGETS = sorted(pathlib.Path(__file__).parent.glob("*-fuzz.cc"))
PACKAGES = ["ns3-core", "gnutls", "libnghttp2", "libngtcp2", "libngtcp2_crypto_gnutls", "libnghttp3"]


def include_flags():
    """The include folders of the libraries; those that ns-3.37 names besides do not exist and do no harm."""
    done = subprocess.run(["pkg-config", "--cflags-only-I", *PACKAGES], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    of_ns3 = subprocess.check_output(["pkg-config", "--variable=includedir", "ns3-core"], text=True).strip("\\; \n")
    return [*done.stdout.split(), f"-I{ROOT / 'src'}", f"-I{ROOT / 'tests'}", "-idirafter", of_ns3]


@pytest.mark.parametrize("target", TARGETS, ids=lambda path: path.stem)
def test_the_target_compiles(target):
    if not shutil.which("clang++"):
        pytest.skip("clang++ is not installed")
    command = ["clang++", "-std=c++17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *include_flags(), target]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]
