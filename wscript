# SPDX-License-Identifier: GPL-2.0-only
"""How Pagewire is configured, built, tested and installed; `./waf --help` lists the commands."""

import os
import pathlib
import site
import subprocess
import sys
import sysconfig

from waflib import Context, Errors, Logs, Options
from waflib.Build import BuildContext

APPNAME = "pagewire"
VERSION = "0.1.0"
top = "."
out = "build"

# Lowest first: a folder may include those before it, never one after it (tests/layout checks this).
FOLDERS = "base http page cache net transport wire node report lab".split()
NS3_MODULES = "core network internet point-to-point traffic-control".split()
BOOST_LIBRARIES = "boost_program_options".split()
WARNINGS = "-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual".split()

# The packages that this very call has installed.
INSTALLED = []


def options(opt):
    opt.load("compiler_cxx python")
    group = opt.add_option_group("Pagewire")
    group.add_option("--debug", action="store_true", help="no optimisation, debug symbols")
    group.add_option("--sanitize", action="store_true", help="address and undefined-behaviour sanitizers")
    group.add_option("--fuzz", action="store_true", help="the fuzz targets too (needs clang and libFuzzer)")
    group.add_option("--werror", action="store_true", help="a warning is an error")
    group.add_option("--no-ccache", action="store_true", help="compile without ccache")
    group.add_option("--filter", default="", help="test: only what has this text in its path, or in its name")
    group.add_option("--reality", action="store_true", help="bench: hold simulated against measured page loads")


def configure(conf):
    opts = conf.options
    if opts.fuzz:
        conf.env.CXX = ["clang++"]
    conf.load("compiler_cxx")
    for library in NS3_MODULES:
        conf.check_cfg(package=f"ns3-{library}", args=["--libs"], uselib_store="NS3")
    conf.check_cfg(package="ns3-applications", args=["--libs"], uselib_store="NS3_APPLICATIONS", mandatory=False)
    # ns-3.37's own --cflags name folders that do not exist; its headers are on the default path or
    # in the folder that pkg-config knows as includedir.
    include = conf.cmd_and_log(["pkg-config", "--variable=includedir", "ns3-core"], quiet=Context.BOTH).strip()
    conf.env.INCLUDES_NS3 = [i for i in [include.strip("\\; ")] if i and i != "/usr/include"]
    conf.env.NS3_VERSION = conf.cmd_and_log(["pkg-config", "--modversion", "ns3-core"], quiet=Context.BOTH).strip()
    conf.env.LIB_NS3 = list(dict.fromkeys(conf.env.LIB_NS3))
    conf.check_cfg(package="gnutls", args=["--cflags", "--libs"], uselib_store="GNUTLS")
    conf.check_cfg(package="libnghttp2", args=["--cflags", "--libs"], uselib_store="NGHTTP2")
    for library in ["libngtcp2", "libngtcp2_crypto_gnutls", "libnghttp3"]:
        conf.check_cfg(package=library, args=["--cflags", "--libs"], uselib_store="QUIC")
    conf.check_cfg(package="zlib", args=["--cflags", "--libs"], uselib_store="WEBSOCKET")
    conf.check_cxx(lib="wslay", header_name="wslay/wslay.h", uselib_store="WEBSOCKET", msg="Checking for wslay")
    conf.check_cfg(package="libzstd", args=["--cflags", "--libs"], uselib_store="ZSTD")
    conf.check_cfg(package="gtest_main", args=["--cflags", "--libs"], uselib_store="GTEST", mandatory=False)
    conf.check_cxx(
        lib="rapidcheck",
        header_name="rapidcheck.h",
        cxxflags=["-std=c++17"],
        uselib_store="RAPIDCHECK",
        mandatory=False,
        msg="Checking for rapidcheck",
    )
    for library in BOOST_LIBRARIES:
        conf.check_cxx(lib=library, uselib_store="BOOST", msg=f"Checking for {library}")
    conf.check_cxx(header_name="nlohmann/json.hpp", cxxflags=["-std=c++17"], msg="Checking for nlohmann-json")
    configure_python(conf)
    # Products and sums are rounded one by one, so that every machine gets the same nanoseconds.
    flags = ["-std=c++17", "-fPIC", "-ffp-contract=off", *WARNINGS]
    if opts.werror:
        flags.append("-Werror")
    if opts.debug:
        flags += ["-O0", "-g"]
    else:
        flags += ["-O2", "-fno-semantic-interposition", "-fno-plt"]
    if opts.sanitize or opts.fuzz:
        sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-g", "-fno-omit-frame-pointer"]
        flags += sanitize
        conf.env.append_value("LINKFLAGS", sanitize[:1])
    if opts.fuzz:
        flags.append("-fsanitize=fuzzer-no-link")
    conf.env.FUZZ = bool(opts.fuzz)
    conf.env.SANITIZE = bool(opts.sanitize)
    conf.env.append_value("CXXFLAGS", flags)
    if not opts.no_ccache and conf.find_program("ccache", mandatory=False):
        conf.env.CXX = [*conf.env.CCACHE, *conf.env.CXX]
    conf.define("PAGEWIRE_VERSION", VERSION)
    conf.env.DEFINES = []


def configure_python(conf):
    """The Python package is built where Python's and pybind11's headers are: the command does without."""
    conf.load("python")
    conf.check_python_version((3, 9))
    try:
        conf.check_python_headers("pyext")
        conf.check_cxx(
            features="cxx cxxshlib pyext",
            header_name="pybind11/pybind11.h",
            cxxflags=["-std=c++17"],
            msg="Checking for pybind11",
        )
    except Errors.ConfigurationError:
        Logs.warn("without python3-dev and pybind11-dev the Python package is not built")
        return
    conf.env.PYTHON_PACKAGE = True
    # waf 2.0.15 asks for the variable SO, which Python no longer has.
    conf.env.pyext_PATTERN = "%s" + sysconfig.get_config_var("EXT_SUFFIX")
    conf.env.PYTHONARCHDIR = packages_folder(conf.env.PREFIX)


def packages_folder(prefix):
    """Where Python looks for packages below that prefix."""
    folders = [*site.getsitepackages(), site.getusersitepackages()]
    below = [folder for folder in folders if folder.startswith(f"{prefix}/lib/")]
    return below[0] if below else f"{prefix}/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"


def version_from_git(folder):
    """The version with the commit, or the bare version outside a git checkout."""
    try:
        commit = subprocess.check_output(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"], cwd=folder, stderr=subprocess.DEVNULL, text=True
        )
        return f"{VERSION}+{commit.strip()}"
    except (OSError, subprocess.CalledProcessError):
        return VERSION


def build(bld):
    prefix = os.path.abspath(Options.options.prefix)
    if bld.is_install and any(a.startswith("--prefix") for a in sys.argv) and prefix != os.path.abspath(bld.env.PREFIX):
        bld.fatal(f"this is configured for {bld.env.PREFIX}: give --prefix to ./waf configure, then install")
    bld.recurse("src")
    if bld.cmd not in [BuildCommand.cmd, "install", "uninstall"]:
        bld.recurse("tests")


class BuildCommand(BuildContext):
    """builds the library and the command, but no tests"""

    cmd = "build_command"
    fun = "build"


def chain(*commands):
    """Runs these commands after the present one."""
    Options.commands[:0] = commands


def setup(ctx):
    """installs the packages that are missing (before demo those that a newcomer needs), configures, and builds the command"""
    ctx.recurse("tools", name="install_packages")
    ctx.recurse("tools", name="fetch_viewer")
    chain(*([] if configured() and not INSTALLED else ["configure"]), BuildCommand.cmd)


def configured():
    """Whether a configuration of this very wscript is there already."""
    lock = pathlib.Path(Options.lockfile)
    cache = pathlib.Path(out, "c4che", "_cache.py")
    return lock.exists() and cache.exists() and cache.stat().st_mtime >= pathlib.Path("wscript").stat().st_mtime


def run(*command, **environment):
    """Runs a program of the build tree; its failure is ours, without a Python traceback."""
    done = subprocess.run(command, env={**os.environ, **environment})
    if done.returncode:
        raise Errors.WafError(f"{' '.join(map(str, command))}: exit status {done.returncode}")


def demo(ctx):
    """loads a real page over four versions of HTTP, prints the table and draws the figure"""
    chain(BuildCommand.cmd, "run_demo")


def run_demo(ctx):
    results, figure = pathlib.Path("results/first-page"), pathlib.Path("results/page-load-time.png")
    run("build/pagewire", "run", "scenarios/first-page.ini", "-o", results, "--resume", "--table")
    drawn_from = [results / "runs.csv", *pathlib.Path("plots").glob("*.py")]
    if not figure.exists() or any(p.stat().st_mtime > figure.stat().st_mtime for p in drawn_from):
        run(sys.executable, "plots/page-load-time.py", results, "-o", figure)
    Logs.pprint("GREEN", f"results: {results}    figure: {figure}")


def notebook(ctx):
    """builds the Python package and opens docs/notebooks in Jupyter, with the package on its path"""
    chain(BuildCommand.cmd, "run_notebook")


def run_notebook(ctx):
    sys.stdout.flush()
    # In our place, for Jupyter asks at the terminal what Ctrl-C is to mean.
    os.execv("build/pagewire", ["pagewire", "notebook", "docs/notebooks"])


def handbook(ctx):
    """builds the Python package and makes the handbook, build/handbook"""
    chain(BuildCommand.cmd, "run_handbook")


def run_handbook(ctx):
    run(sys.executable, "tools/handbook.py", "build/handbook")


def test(ctx):
    """builds and runs every test, C++ and Python"""
    chain("build", "run_tests")


def run_tests(ctx):
    run(sys.executable, "tests/run.py", "--build", "build", "--filter", Options.options.filter)


def bench(ctx):
    """builds and runs the benchmarks; with --reality the comparison with measured page loads"""
    chain("build", "run_bench")


def run_bench(ctx):
    for name in ["reality"] if Options.options.reality else ["cost", "requests", "sweeps", "labs"]:
        run(sys.executable, f"tests/bench/{name}.py", "--build", "build")
