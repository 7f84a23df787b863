"""Questions out to other programs, and what a person did there in again; one file for each program.

A spreadsheet has a row for each form or mention. Prodigy and Label Studio get whole paragraphs with our labels in them.
"""

from enum import StrEnum

from . import label_studio_server
from .imported import Changes, Imported, ReadingOptions
from .label_studio import read_label_studio, read_label_studio_tasks
from .label_studio_tasks import (
    LabellingControls,
    as_label_studio,
    controls_of,
    label_studio_task,
    labelling_config,
    regions_of,
)
from .prodigy import as_prodigy, read_prodigy
from .spreadsheet import as_spreadsheet, read_spreadsheet
from .tasks import paragraph_tasks


class ExchangeFormat(StrEnum):
    """The programs that questions are exported to."""

    CSV = "csv"
    PRODIGY = "prodigy"
    LABEL_STUDIO = "label-studio"


__all__ = [
    "LabellingControls",
    "controls_of",
    "Changes",
    "ExchangeFormat",
    "Imported",
    "ReadingOptions",
    "label_studio_server",
    "as_label_studio",
    "as_prodigy",
    "as_spreadsheet",
    "label_studio_task",
    "labelling_config",
    "paragraph_tasks",
    "read_label_studio",
    "read_label_studio_tasks",
    "read_prodigy",
    "read_spreadsheet",
    "regions_of",
]
