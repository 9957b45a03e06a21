"""The distributions: built from a clean copy of the tree, checked, installed beside nothing else, and run.

Run by `make release-check`, not by `make test`: it installs all of notelint's requirements twice.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from notelint.linter.digest import rules_hash
from notelint.linter.plugins import load_rules

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
NOT_SOURCE = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "*.egg-info", ".*_cache", ".hypothesis", "__pycache__"
)
FOLDERS = ("linter", "checks", "reports")
SHIPPED = frozenset({".py", ".toml", ".csv", ".html", ".md", ".css", ".js", ".typed"})
MAIN = "import sys; from notelint.linter.cli import main; sys.exit(main())"
FORMATS = ("full", "concise", "json", "json-lines", "html", "github", "gitlab", "sarif", "junit", "rdjson")


@dataclass(frozen=True)
class Distributions:
    wheel: Path
    sdist: Path


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """The standard output of a command that has to succeed, with no path to this tree's code."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env={**inherited, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tool(*words: str | Path, cwd: Path, **environment: str) -> str:
    return run(sys.executable, "-m", *words, cwd=cwd, **environment)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """A wheel made from an sdist made from the tree."""
    folder = tmp_path_factory.mktemp("release")
    tree = shutil.copytree(ROOT, folder / "tree", ignore=NOT_SOURCE, symlinks=True)
    tool("build", "--no-isolation", "--outdir", folder, tree, cwd=folder)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Distributions(wheel, sdist)


@pytest.fixture(scope="session")
def installed(built: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment that holds the wheel and what is locked for it, nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", environment, cwd=environment)
    bin = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = (bin / "python", "-m", "pip")
    locked = ("--require-hashes", "--requirement", ROOT / "requirements.txt")
    run(*pip, "install", "--quiet", "--no-compile", *locked, cwd=environment)
    run(*pip, "install", "--quiet", "--no-compile", "--no-deps", built.wheel, cwd=environment)
    run(*pip, "check", cwd=environment)
    return bin / "notelint"


def shipped() -> set[str]:
    """Every file of the packages, as the wheel names it."""
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SHIPPED)
    return {f"notelint/{path.relative_to(ROOT).as_posix()}" for path in files}


def test_their_metadata_is_what_an_index_takes(built: Distributions) -> None:
    assert tool("twine", "check", "--strict", built.wheel, built.sdist, cwd=built.wheel.parent).count("PASSED") == 2


def test_the_wheel_is_well_formed(built: Distributions) -> None:
    assert "OK" in tool("check_wheel_contents", built.wheel, cwd=built.wheel.parent)


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(built: Distributions) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {n for n in wheel.namelist() if ".dist-info/" not in n}
    assert names == shipped()


def test_the_sdist_holds_no_more_than_the_wheel_needs(built: Distributions) -> None:
    with tarfile.open(built.sdist) as sdist:
        tops = {name.split("/")[1] for name in sdist.getnames() if "/" in name}
    assert tops <= {
        *FOLDERS, "LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg", "notelint.egg-info",
    }  # fmt: skip
    assert {*FOLDERS, "LICENSE", "README.md", "pyproject.toml"} <= tops


def test_the_installed_command_judges_as_the_tree_does(installed: Path, tmp_path: Path) -> None:
    check = ("check", "--isolated", "--exit-zero", "--output-format", "json", SAMPLES)
    there = json.loads(run(installed, *check, cwd=tmp_path))
    here = json.loads(run(sys.executable, "-c", MAIN, *check, cwd=tmp_path, PYTHONPATH=os.pathsep.join(sys.path)))
    assert there == here
    assert there


def test_the_installed_command_writes_every_report(installed: Path, tmp_path: Path) -> None:
    sinks = ",".join(f"{name}:{name}.out" for name in FORMATS)
    run(installed, "check", "--isolated", "--exit-zero", "--output-format", sinks, SAMPLES, cwd=tmp_path)
    told = rules_hash(load_rules().values())
    for name in FORMATS:
        assert told in (tmp_path / f"{name}.out").read_text(encoding="utf-8"), name


@pytest.mark.parametrize(
    "command",
    [["parse", SAMPLES], ["rule", "--all"], ["codes", "97530"], ["units", "97110=24"]],
    ids=lambda c: c[0],
)
def test_the_other_commands_run(installed: Path, tmp_path: Path, command: Sequence[str]) -> None:
    assert run(installed, *command, cwd=tmp_path)


def test_the_wheel_runs_without_being_installed(built: Distributions, tmp_path: Path) -> None:
    pins = re.findall(r"^[\w.-]+==\S+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    (tmp_path / "pins.txt").write_text("\n".join(pins))
    said = tool(
        "pipx", "run", "--spec", built.wheel, "notelint", "--version", "-v",
        cwd=tmp_path, PIPX_HOME=str(tmp_path / "pipx"), PIPX_DEFAULT_PYTHON=sys.executable,
        PIP_CONSTRAINT=str(tmp_path / "pins.txt"),
    )  # fmt: skip
    assert rules_hash(load_rules().values()) in said


def make(target: str, tree: Path) -> None:
    """Run a target of the Makefile in a copy of the tree, with the tools of this environment."""
    done = ("--old-file", ".venv/installed", "--old-file", ".venv/installed-for-tests")
    run("make", *done, f"BIN={Path(sys.executable).parent}", target, cwd=tree)


def test_two_builds_of_one_commit_are_the_same_to_the_byte(tmp_path: Path) -> None:
    wheels = []
    for name, mask in (("here", 0o022), ("elsewhere", 0o077)):
        before = os.umask(mask)
        try:
            run("git", "clone", "--quiet", ROOT, tmp_path / name, cwd=tmp_path)
            make("wheel", tmp_path / name)
        finally:
            os.umask(before)
        (wheel,) = (tmp_path / name / "dist").glob("*.whl")
        wheels.append(wheel)
    assert wheels[0].name == wheels[1].name
    assert wheels[0].read_bytes() == wheels[1].read_bytes()


def test_the_bill_of_materials_names_what_an_installation_holds(installed: Path, tmp_path: Path) -> None:
    tree = shutil.copytree(ROOT, tmp_path / "tree", ignore=NOT_SOURCE, symlinks=True)
    make("sbom", tree)
    bill = json.loads((tree / "dist" / "notelint.cdx.json").read_text())
    held = json.loads(run(installed.with_name("python"), "-m", "pip", "list", "--format", "json", cwd=tmp_path))
    named = {canonical(c["name"]): c["version"] for c in bill["components"]}
    missing = {p["name"]: p["version"] for p in held if named.get(canonical(p["name"])) != p["version"]}
    assert set(missing) == {"notelint", "pip"}
    assert bill["metadata"]["component"]["name"] == "notelint"
    assert all(c["purl"].startswith("pkg:pypi/") for c in bill["components"])
    assert [c["name"] for c in bill["components"] if not c["externalReferences"][0]["hashes"]] == []


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
