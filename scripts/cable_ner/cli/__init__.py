"""The commands: `cable-ner`, one file each; options that several share."""

from .app import app, run

__all__ = ["app", "run"]
