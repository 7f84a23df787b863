"""The database to read in a browser: Datasette with pages of our own, on this machine only."""

from .application import application
from .deciding import Deciding
from .server import serve

__all__ = ["Deciding", "application", "serve"]
