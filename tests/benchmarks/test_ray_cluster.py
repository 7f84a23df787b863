"""A Ray cluster of this machine: that it leaves nothing behind."""

import importlib.util
import os
import signal
import subprocess
import sys
import time

import pytest

from benchmarks import ray_cluster
from benchmarks.ray_cluster import RayCluster

psutil = pytest.importorskip("psutil")
needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None or sys.platform != "linux", reason="needs Ray, and Linux's loopback addresses"
)


@pytest.mark.slow
@needs_ray
def test_ray_cluster_leaves_neither_processes_nor_variables_nor_files():
    before = dict(os.environ)
    with RayCluster(1) as cluster:
        family = [found for node in (cluster.head, *cluster.nodes) for found in psutil.Process(node.pid).children(True)]
        assert any("raylet" in process.name() for process in family)
        assert os.environ["RAY_AUTH_TOKEN"]
        assert cluster.folder.parent.stat().st_mode & 0o777 == 0o700  # (Ray opens its own to all)
    psutil.wait_procs(family, timeout=10)
    assert [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []
    assert dict(os.environ) == before
    assert not cluster.folder.parent.exists()


_KILLED = """
import os, psutil
from benchmarks.ray_cluster import RayCluster
cluster = RayCluster(0)
print(*[child.pid for child in psutil.Process(cluster.head.pid).children(True)], cluster.head.pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
@needs_ray
def test_ray_cluster_ends_when_what_started_it_is_killed():
    killed = subprocess.run([sys.executable, "-c", _KILLED], capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    family = [int(number) for number in killed.stdout.split()]
    assert len(family) > 2
    end = time.monotonic() + 30
    while (alive := [number for number in family if psutil.pid_exists(number)]) and time.monotonic() < end:
        time.sleep(0.2)
    assert alive == []


@pytest.mark.slow
@needs_ray
def test_ray_cluster_that_does_not_come_up_says_so_and_leaves_nothing(monkeypatch):
    before = dict(os.environ)
    monkeypatch.setattr(ray_cluster, "_PATIENCE", 0.0)
    with pytest.raises(OSError, match="the Ray cluster did not start"):
        RayCluster(1)
    assert dict(os.environ) == before
