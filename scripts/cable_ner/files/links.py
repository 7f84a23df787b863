"""A second name for a file, where its disk has hard links."""

import os
import shutil
from pathlib import Path


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Makes `target` a hard link to the file `source`, following symbolic links; a copy on a disk without hard links."""
    try:
        os.link(os.path.realpath(source), target)
    except OSError:
        shutil.copy2(source, target)
