"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit on the commits of a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cases import ROOT

BAD = "KNEE TEMPLATE\nDate ***   flexion *** deg\n97110 *** min: exercises ***\nSignature ***\n"
GOOD = BAD.replace("exercises ***", "exercises ***, to improve *** so that pt can ***")
NOTE = """DOS 3/12/2025  Dx: R rotator cuff tendinopathy. R ER 4-/5, flexion 128 deg.
97110 (15 min, 1 unit): band ER 3x12, wall slides 2x10, to increase R shoulder strength for washing her hair.
Cued to keep the elbow in. Plan 2x/wk.  Ann Lee, PT
"""
UNSIGNED = NOTE.replace("  Ann Lee, PT", "")
HOOKS = """repos:
- repo: {hooks}
  rev: {rev}
  hooks:
  - id: notelint-templates
    language: unsupported  # notelint is installed already
    files: ^templates/
  - id: notelint-notes
    language: unsupported
    exclude: ^templates/
"""


class Repository:
    """A git repository with the hooks of this project installed."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *args], cwd=self.folder, env=self.env, capture_output=True, encoding="utf-8", timeout=120
        )

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def save(self, name: str, text: str) -> tuple[bool, str]:
        """Write a file and commit all there is; what `commit` gives."""
        self.write(name, text)
        self.git("add", "-A")
        return self.commit()

    def commit(self) -> tuple[bool, str]:
        """Whether what is staged could be committed, and what was said."""
        done = self.git("commit", "-m", "x")
        return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def clinic(tmp_path: Path) -> Repository:
    command = tmp_path / "bin" / "notelint"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nimport sys\nfrom notelint.linter.cli import main\nsys.exit(main())\n")
    command.chmod(0o755)
    about = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))}
    env |= dict.fromkeys(about, "a@example.org")
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(tmp_path)}
    env |= {"PATH": f"{command.parent}{os.pathsep}{env['PATH']}", "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    env |= {"PRE_COMMIT_COLOR": "never", "LC_ALL": "C.UTF-8"}
    hooks = Repository(tmp_path / "hooks", env)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks.folder)
    hooks.git("add", "-A")
    assert hooks.commit()[0]
    made = Repository(tmp_path / "clinic", env)
    rev = hooks.git("rev-parse", "HEAD").stdout.strip()
    made.write(".pre-commit-config.yaml", HOOKS.format(hooks=hooks.folder, rev=rev))
    made.write(".notelint.toml", 'exclude = ["drafts/*", "*.old.txt"]\n')
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=made.folder, env=env, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made.git("add", "-A")
    committed, said = made.commit()
    assert committed, said
    return made


def test_a_bad_template_refuses_the_commit_and_a_good_one_passes(clinic: Repository) -> None:
    committed, said = clinic.save("templates/knee.txt", BAD)
    assert not committed
    assert "notelint (note templates)" in said
    assert "templates/knee.txt:3:1" in said
    assert "TP002" in said
    assert "97110" in said
    committed, said = clinic.save("templates/knee.txt", GOOD)
    assert committed, said


def test_only_what_is_staged_is_read(clinic: Repository) -> None:
    clinic.write("templates/good.txt", GOOD)
    clinic.git("add", "-A")
    clinic.write("templates/good.txt", BAD)  # changed since, and not staged
    clinic.write("templates/bad.txt", BAD)  # not even tracked
    committed, said = clinic.commit()
    assert committed, said
    assert (clinic.folder / "templates/good.txt").read_text() == BAD


@pytest.mark.parametrize("name", ["templates/drafts/knee.txt", "templates/drafts/2025/knee.txt", "templates/k.old.txt"])
def test_the_exclusions_of_the_settings_are_respected(clinic: Repository, name: str) -> None:
    committed, said = clinic.save(name, BAD)
    assert committed, said


@pytest.mark.parametrize(
    "name", ["templates/knee visit (new).md", "templates/Übung für die Hüfte.j2", "templates/膝.hbs"]
)
def test_names_with_spaces_and_other_letters(clinic: Repository, name: str) -> None:
    committed, said = clinic.save(name, BAD)
    assert not committed
    assert f"{name}:3:1" in said
    assert clinic.save(name, GOOD)[0]


def test_notes_have_a_hook_of_their_own(clinic: Repository) -> None:
    clinic.write("notes/Müller 2025.txt", UNSIGNED)
    clinic.write("notes/knee.j2", BAD)  # no note by its name
    clinic.git("add", "-A")
    committed, said = clinic.commit()
    assert not committed
    assert "notelint (treatment notes)" in said
    assert "notes/Müller 2025.txt:3" in said
    assert "RC001" in said
    assert "knee.j2" not in said
    committed, said = clinic.save("notes/Müller 2025.txt", NOTE)
    assert committed, said


def test_a_template_that_cannot_be_read_refuses_the_commit(clinic: Repository) -> None:
    committed, said = clinic.save("templates/knee.j2", "{{ date }}\n{% if x\n")
    assert not committed
    assert "templates/knee.j2" in said
    assert "line 2 is not valid Jinja2" in said
