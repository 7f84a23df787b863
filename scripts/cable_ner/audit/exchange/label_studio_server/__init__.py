"""A Label Studio server: questions pushed to a project there, and what people did there pulled, through its own SDK.

What is pulled is read as an export is (see `label_studio`). What was pushed and pulled is noted beside the decisions.
"""

from .connection import connect, told
from .project import ServerProject, open_project
from .pulling import Pulled, pull
from .pushing import Pushed, push
from .server_state import ServerState, read_server_state, write_server_state
from .server_status import ServerStatus, server_status

__all__ = [
    "Pulled",
    "Pushed",
    "ServerProject",
    "ServerState",
    "ServerStatus",
    "connect",
    "open_project",
    "pull",
    "push",
    "read_server_state",
    "server_status",
    "told",
    "write_server_state",
]
