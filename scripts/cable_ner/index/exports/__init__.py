"""What the names in cables are handed to: OpenAleph (FollowTheMoney), Datashare, a spreadsheet."""

from .ftm import ENTITIES, FTM, write_ftm

__all__ = ["ENTITIES", "FTM", "write_ftm"]
