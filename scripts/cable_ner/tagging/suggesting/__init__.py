"""A model as a helper in annotation programs: one small server for Label Studio and INCEpTION."""

from .server import LOOPBACK, ModelServer
from .suggester import Passage, Suggester

__all__ = ["LOOPBACK", "ModelServer", "Passage", "Suggester"]
