"""Work on all cores: one function over a stream of items, in worker processes, the answers in the order of the items.

Imports nothing of notelint.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from threading import Thread
from typing import Any, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# A fork has all that its parent has made; elsewhere it is not safe, and each worker imports and makes all of it anew.
FORKS = sys.platform == "linux"
# Chunks to work on before there are workers: few need none, and where it takes a second to make one quite a few.
FIRST = 1 if FORKS else 64
AHEAD = 4  # chunks in flight for each worker: none waits for work, and no more is held
MOST = 60  # workers; Windows has no room for more

_work: Callable[[Any], Any]


def in_order(
    work: Callable[[Item], Answer], chunks: Iterable[Sequence[Item]], jobs: int
) -> Iterator[tuple[Item, Answer | BrokenProcessPool]]:
    """Each item of each chunk with what the work makes of it, in their order.

    A chunk whose worker was killed is given to another; an item that kills that one too has the error for an answer.
    """
    chunks, waiting = iter(chunks), deque[tuple[Sequence[Item], Future[list[Answer]]]]()
    pool = _pool(work, jobs)
    try:
        while True:
            for chunk in islice(chunks, AHEAD * jobs - len(waiting)):
                try:
                    future = pool.submit(_answers, chunk)
                except BrokenProcessPool:
                    pool = _pool(work, jobs)
                    future = pool.submit(_answers, chunk)
                waiting.append((chunk, future))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                answers: Sequence[Answer | BrokenProcessPool] = future.result()
            except BrokenProcessPool:
                answers = _again(work, chunk)
            yield from zip(chunk, answers, strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _again(work: Callable[[Item], Answer], chunk: Sequence[Item]) -> list[Answer | BrokenProcessPool]:
    """The answers to a chunk from a worker of its own; where that is killed too, to each item from one of its own."""
    with _pool(work, 1) as pool:
        try:
            return [*pool.submit(_answers, chunk).result()]
        except BrokenProcessPool as error:
            if len(chunk) == 1:
                return [error]
    return [answer for item in chunk for answer in _again(work, [item])]


def _pool(work: Callable[[Any], Any], jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork" if FORKS else "spawn")
    return ProcessPoolExecutor(min(jobs, MOST), context, _begin, (work,))


def _begin(work: Callable[[Any], Any]) -> None:
    """Make this process a worker, which ends when its parent says so or is gone, and at once when interrupted."""
    global _work
    _work = work
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    sys.stdout = sys.stderr = None  # a thread of the parent may have held their locks
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _answers(chunk: Sequence[Any]) -> list[Any]:
    return [_work(item) for item in chunk]
