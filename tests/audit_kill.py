"""A run of `notelint audit run` with small rules, which a timer may kill: the child of a test, never collected."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from fakes import RULES, fake_parse

import notelint.linter.cli.audit as command
import notelint.linter.cli.common
import notelint.linter.config
import notelint.linter.engine
from notelint.linter.audit import run
from notelint.linter.cli import main
from notelint.linter.note import Note
from notelint.linter.record import Visit
from notelint.reports import (  # noqa: F401  imported before the clock starts
    audit_csv,
    audit_json,
    audit_method,
    audit_page,
    audit_workbook,
    audit_worksheet,
)


def slowly(note: Note) -> Visit:
    time.sleep(0.001)
    return fake_parse(note)


def killed_after(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    notelint.linter.config.load_rules = lambda *_: RULES
    notelint.linter.engine._language = lambda *_: slowly
    command.secrets.token_hex = lambda size: "5e" * size  # one secret, so that runs can be compared
    run.KEPT_EVERY = 0.01
    if float(sys.argv[1]):
        threading.Thread(target=killed_after, args=(float(sys.argv[1]),), daemon=True).start()
    begun = time.monotonic()
    status = main(sys.argv[2:])
    print(f"took {time.monotonic() - begun}")
    sys.exit(status)
