"""What a folder holds, and folders with something in them."""

import os
from pathlib import Path


def tree(folder):
    """Returns what a folder holds, hidden files too: path -> content (None for a folder)."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def fill(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def rewrite(path: Path, old: str, new: str) -> None:
    """Changes the text of a file, but neither its size nor its times, as `rsync -a`, `cp -p` and `tar x` may."""
    state = path.stat()
    path.write_text(path.read_text(encoding="utf8").replace(old, new), encoding="utf8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)
