"""The accuracy of labels without gold, estimated from a checked random sample.

Two populations are sampled, each in strata: the labelled mentions (a stratum per label), and what may hold missed names:
stretches of unlabelled text that may be mentions (a stratum per kind), or whole paragraphs (a stratum per zone). With
stretches, a missed name that is not among them is not counted, so that recall is overestimated rather than underestimated;
in paragraphs each name is, but the estimate is less exact for as much reading.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .candidates import MENTION, PARAGRAPH, UNLABELLED
from .checked_sample import CheckedPlace, Stratum
from .intervals import Interval, wilson


class Estimate(NamedTuple):
    """What a sample says of a corpus: overall figures, the precision of each label, and how many names were missed.

    `missed` is the expected number among the candidates of each kind (in the paragraphs of each zone), `names` that of all.
    """

    precision: Interval
    recall: Interval
    f1: Interval
    labels: dict[str, Interval]
    missed: dict[str, float]
    names: float

    def as_dict(self) -> dict[str, Any]:
        """Returns the figures as they are written to JSON."""
        return {
            "precision": self.precision._asdict(),
            "recall": self.recall._asdict(),
            "f1": self.f1._asdict(),
            "precision_per_label": {label: interval._asdict() for label, interval in self.labels.items()},
            "missed": self.missed,
            "names": self.names,
        }


def estimate(strata: Sequence[Stratum], *, mentions: int | None = None) -> Estimate:
    """Returns precision, recall and F1 of the labels, estimated from a checked stratified sample.

    `mentions` is how many labels there are, if the verdicts are on later ones than were drawn from.

    With N_h the size of stratum h in the corpus, the totals of right labels and of names are estimated as
    R = Σ N_h r̄_h and G = Σ N_h ḡ_h (over mentions and candidates). Of N mentions, precision is R/N, recall R/G, and
    F1 2R/(N+G): the separate expansion estimator and ratios of it (Cochran, Sampling Techniques, 3rd ed. 1977, 5.3 and
    6.11). For the precision of a label see `_precision`, for the other intervals `_ratio`.
    """
    labelled = [stratum for stratum in strata if stratum.what == MENTION]
    total = sum(stratum.size for stratum in labelled) if mentions is None else mentions
    return Estimate(
        _ratio(strata, lambda checked: checked.right, below=lambda checked: 0, constant=total),
        _ratio(strata, lambda checked: checked.right, below=lambda checked: checked.names, constant=0),
        _ratio(strata, lambda checked: 2 * checked.right, below=lambda checked: checked.names, constant=total),
        {stratum.name: _precision(stratum) for stratum in labelled},
        {s.name: s.size * _mean(s, lambda c: c.names) for s in strata if s.what != MENTION},
        sum(stratum.size * _mean(stratum, lambda c: c.names) for stratum in strata),
    )


_Value = Callable[[CheckedPlace], float]
# Half an observation of either outcome, as in Jeffreys' prior, so that a stratum without an error is not taken to have no
# variance. It only affects the width of an interval.
_PSEUDO = 0.5
_OUTCOMES = {
    MENTION: (CheckedPlace(1, 1), CheckedPlace(0, 0)),
    UNLABELLED: (CheckedPlace(0, 1), CheckedPlace(0, 0)),
    PARAGRAPH: (CheckedPlace(0, 1), CheckedPlace(0, 0)),
}


def _mean(stratum: Stratum, value: _Value) -> float:
    return sum(map(value, stratum.checked)) / len(stratum.checked)


def _precision(stratum: Stratum) -> Interval:
    """Returns the precision of a label with Wilson's interval, corrected for the finite population.

    Of N mentions n are checked, and the variance of the share is p(1-p)/n (N-n)/(N-1) (Cochran 1977, 3.2), as if
    n (N-1)/(N-n) were drawn with replacement: that many are taken for the interval (as Burstein does, JASA 70, 1975, 67).
    """
    share, number = _mean(stratum, lambda checked: checked.right), len(stratum.checked)
    if number >= stratum.size:
        return Interval(share, share, share)  # nothing is left that could differ
    return wilson(share, number * (stratum.size - 1) / (stratum.size - number))


def _ratio(strata: Sequence[Stratum], above: _Value, *, below: _Value, constant: float) -> Interval:
    """Returns Σ N_h ā_h / (constant + Σ N_h b̄_h) and its interval.

    The variance comes from the delta method, with linearised values d = (a - ratio b) / denominator:
    Σ N_h² (1 - n_h/N_h) s_h²(d) / n_h (Cochran 1977, 5.6 and 6.11). Near 0 and 1 a normal interval would be too short, so
    Wilson's is used with the effective sample size ratio (1 - ratio) / variance, as Korn and Graubard do for surveys
    (Survey Methodology 24, 1998; compared by Dean and Pagano, JSSAM 3, 2015, https://doi.org/10.1093/jssam/smv024).
    """
    value, _ = _quotient(strata, above, below=below, constant=constant, pseudo=0.0)
    smoothed, denominator = _quotient(strata, above, below=below, constant=constant, pseudo=_PSEUDO)
    variance = 0.0
    for stratum in strata:
        variance += _variance(stratum, lambda checked: (above(checked) - smoothed * below(checked)) / denominator)
    if not variance:
        return Interval(value, value, value)  # the whole corpus was checked
    return wilson(min(value, 1.0), max(smoothed * (1 - smoothed), 0.0) / variance)


def _variance(stratum: Stratum, linearised: _Value) -> float:
    """Returns the variance of a stratum's estimated total, with the correction for a finite population."""
    weighted = _weighted(stratum, _PSEUDO)
    values, weights = [linearised(checked) for checked, _ in weighted], [weight for _, weight in weighted]
    number = sum(weights)
    mean = sum(weight * item for weight, item in zip(weights, values)) / number
    spread = sum(weight * (item - mean) ** 2 for weight, item in zip(weights, values)) / (number - 1)
    unchecked = 1 - min(len(stratum.checked) / stratum.size, 1)
    return stratum.size**2 * unchecked * spread / number


def _weighted(stratum: Stratum, pseudo: float) -> list[tuple[CheckedPlace, float]]:
    """Returns the verdicts of a stratum with weight 1 and, if `pseudo` is not 0, one of either outcome with that weight."""
    extra = [(outcome, pseudo) for outcome in _OUTCOMES[stratum.what]] if pseudo else []
    return [(checked, 1.0) for checked in stratum.checked] + extra


def _quotient(
    strata: Sequence[Stratum], above: _Value, *, below: _Value, constant: float, pseudo: float
) -> tuple[float, float]:
    """Returns the ratio of the estimated totals, and its denominator."""
    top, bottom = 0.0, constant
    for stratum in strata:
        weighted = _weighted(stratum, pseudo)
        number = sum(weight for _, weight in weighted)
        top += stratum.size * sum(weight * above(checked) for checked, weight in weighted) / number
        bottom += stratum.size * sum(weight * below(checked) for checked, weight in weighted) / number
    return (top / bottom if bottom else 0.0), bottom
