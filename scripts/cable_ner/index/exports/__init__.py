"""What the names in cables are handed to: OpenAleph (FollowTheMoney), Datashare, a spreadsheet."""

from .datashare import BULK, DATASHARE, write_datashare
from .datashare_documents import DatashareDocuments
from .ftm import ENTITIES, FTM, write_ftm
from .sentences_sheet import SHEET, XLSX, write_sentences

__all__ = [
    "BULK",
    "DATASHARE",
    "DatashareDocuments",
    "ENTITIES",
    "FTM",
    "SHEET",
    "XLSX",
    "write_datashare",
    "write_ftm",
    "write_sentences",
]
