"""Peak memory of a process and of those that work for it."""

import threading
from contextlib import AbstractContextManager, suppress

from benchmarks.ray_cluster import ray_workers


class Memory(AbstractContextManager):
    """Samples five times a second how much memory a process and those that work for it hold; peaks are in MB.

    Memory that a process shares with others counts in full for each (resident set size).
    """

    def __init__(self, process: int) -> None:
        self.process = process
        self.driver = self.worker = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        import psutil

        while not self._is_over.wait(0.2):
            with suppress(psutil.Error):
                driver = psutil.Process(self.process)
                workers = [*driver.children(recursive=True), *map(psutil.Process, ray_workers())]
                self.driver = max(self.driver, driver.memory_info().rss / 1e6)
                for worker in workers:
                    with suppress(psutil.Error):
                        self.worker = max(self.worker, worker.memory_info().rss / 1e6)

    def __exit__(self, *exception: object) -> None:
        self._is_over.set()
        self._thread.join()
