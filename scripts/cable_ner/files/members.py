"""The names of an archive's members."""

from pathlib import PurePosixPath

from .limits import NAME
from .source import Failure


def member_name(archive: str, member: str) -> str | Failure:
    """Returns a member's name below its archive's: empty for a hidden one, a Failure for one that points outside."""
    if len(member) > NAME:
        return Failure(
            f"{archive}/{member[:80]}…", f"has a name of more than {NAME:,} characters; pack it again with a short one"
        )
    path = PurePosixPath(member.replace("\\", "/"))
    full = f"{archive}/{path.as_posix()}"
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return Failure(full, "points outside its archive; pack it again with plain relative names")
    return "" if any(part.startswith(".") for part in path.parts) else full
