"""Disks that are full."""

import errno
import os
from io import FileIO


class FullFile(FileIO):
    """A file on a disk that takes twelve bytes more."""

    left = 12

    def write(self, data):
        if not self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = super().write(bytes(data)[: self.left])
        self.left -= written
        return written
