"""What a tagging run writes: the formats, and the settings that decide its output."""

from dataclasses import dataclass

from ..corpus import CONLL, INLINE, JSONL

HTML, SPACY, CSV = "html", "spacy", "csv"
FORMATS = (INLINE, HTML, JSONL, CONLL, SPACY, CSV)


@dataclass(frozen=True)
class TagSettings:
    """The settings that decide the output besides the cables. Raises ValueError for an unknown format or a contradiction.

    `compare`: keep the annotations that a cable came with beside the model's. `scores`: give each mention the model's
    confidence; None means only in the format that is read for it (csv). `misses_at_most` and `wrong_at_most`: the share of
    names that may be missed, and of the list that may be wrong; see `model.promise`.
    """

    format: str = INLINE
    compare: bool = False
    scores: bool | None = None
    misses_at_most: float | None = None
    wrong_at_most: float | None = None

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"--format {self.format} is not one of {', '.join(FORMATS)}")
        for name, share in (("--misses-at-most", self.misses_at_most), ("--wrong-at-most", self.wrong_at_most)):
            if share is not None and not 0 < share < 1:
                raise ValueError(f"{name} {share:g}: is no share; give a number between 0 and 1, such as 0.1")
        if self.compare and self.format == INLINE:
            raise ValueError("--compare: inline markup cannot hold two annotations of the same text; give another --format")
        if self.scores and self.format not in (CSV, JSONL, SPACY):
            raise ValueError(f"--scores: --format {self.format} cannot hold them; give {CSV}, {JSONL} or {SPACY}")

    @property
    def with_scores(self) -> bool:
        """Whether to compute confidence, which runs the model's parser a second time."""
        return self.format == CSV if self.scores is None else self.scores
