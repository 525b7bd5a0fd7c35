"""How common each theme is among groups of people, how that changes, and when it comes up.

The unit is what a study samples: the document or, in a survey, the respondent, each of whom
answered apart. Words of one unit are no independent evidence, so that intervals come from units:
those of shares of units are Wilson's, those of shares of words come from resampling units.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from alnqual.coding.agreement.resampling import (
    Interval,
    bootstrap,
    interval,
    resample_weights,
    unknown,
)
from alnqual.errors import InputError
from alnqual.synthesis.frames import records
from alnqual.synthesis.intervals import newcombe, wilson
from alnqual.synthesis.labels import plain
from alnqual.synthesis.voices import sampled_units, voice_of

BY = ("sector", "role", "area", "phase", "language")
RATE_COLUMNS = [
    "theme", "group", "units", "of_units", "spread", "spread_low", "spread_high", "participants",
    "of_participants", "words", "of_words", "rate", "rate_low", "rate_high",
]  # fmt: skip
CHANGE_COLUMNS = [
    "theme", "before", "after", "change", "change_low", "change_high", "p", "p_adjusted",
    "spread_before", "spread_after", "spread_change", "spread_change_low", "spread_change_high",
    "units_before", "units_after", "people_in_both",
]  # fmt: skip
COURSE_COLUMNS = [
    "theme",
    "part",
    "documents",
    "words",
    "of_words",
    "rate",
    "rate_low",
    "rate_high",
]
_LEAST_UNITS = 2
"""The fewest units that an interval can be resampled from."""


def theme_rates(
    theme_segments: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    by: str | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Each theme in each group: in how many units it comes up, and its share of their words.

    Parameters
    ----------
    theme_segments, segments, documents : frames as `SCHEMAS`.
    by : one of BY; None for everybody together. By language, what was said in it counts.
    resamples, seed : of units, for the intervals of `rate`.

    Returns
    -------
    pandas.DataFrame
        Columns RATE_COLUMNS, a row a theme and group. `units` of `of_units` hold the theme:
        `spread` is their share with Wilson's 95% interval; `rate` is the theme's share of the words
        that were given to the topic model, unassigned ones included, with a bootstrap interval
        (BCa; NaN for fewer than two units).

    Raises
    ------
    InputError
        There is no such attribute.
    """
    if by is not None and by not in BY:
        raise InputError(f"no rates by {by!r}", do=f"There are: {', '.join(BY)}")
    given = _given(theme_segments, segments, documents)
    given["group"] = given[by].map(plain) if by else "all"
    themes = _themes(given)
    rows = []
    for group, own in given[given["group"] != ""].groupby("group"):
        sums = _sums(own, themes)
        people = own["voice"].nunique()
        rate, ends = _rates(sums, resamples=resamples, seed=seed)
        for at, theme in enumerate(themes):
            inside = own[own["theme"] == theme]
            units = int((sums[:, at] > 0).sum())
            rows.append(
                (
                    theme, group, units, len(sums), *wilson(units, len(sums)),
                    inside["voice"].nunique(), people, int(inside["words"].sum()),
                    int(own["words"].sum()), rate[at], ends.low[at], ends.high[at],
                )
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=RATE_COLUMNS)
    return frame.sort_values(["theme", "group"], ignore_index=True)


def theme_change(
    theme_segments: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    before: str,
    after: str,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """How each theme's share of words, and of units, changed from one phase to another.

    Parameters
    ----------
    before, after : phases.
    resamples, seed : of the units of each phase, and of their shuffling.

    Returns
    -------
    pandas.DataFrame
        Columns CHANGE_COLUMNS, a row a theme. `change` of the share of words has a bootstrap
        interval (units resampled within each phase); `p` is how often units shuffled between the
        phases differ as much, `p_adjusted` keeps the share of false alarms among all themes
        (Benjamini & Hochberg 1995). The change of the share of units has Newcombe's interval.
        `people_in_both` speak in both phases: their units are not independent, and the intervals
        are rather too wide where they say alike.

    Raises
    ------
    InputError
        Nothing of one of the phases was given to the topic model.
    """
    from scipy.stats import false_discovery_control

    given = _given(theme_segments, segments, documents)
    given["phase"] = given["phase"].map(plain)
    themes = _themes(given)
    parts = []
    for phase in (before, after):
        own = given[given["phase"] == phase]
        if own.empty:
            phases = ", ".join(sorted(set(given["phase"]) - {""}))
            raise InputError(f"no theme was sought in phase {phase!r}", do=f"There are: {phases}")
        parts.append((own, _sums(own, themes)))
    (old, sums), (new, new_sums) = parts
    changed, ends = _difference(sums, new_sums, resamples=resamples, seed=seed)
    p = _shuffled(sums, new_sums, resamples=resamples, seed=seed)
    both = len(set(old["voice"]) & set(new["voice"]))
    rates = _share(sums.sum(axis=0)), _share(new_sums.sum(axis=0))
    rows = []
    for at, theme in enumerate(themes):
        spread = [wilson(int((part[:, at] > 0).sum()), len(part)) for part in (sums, new_sums)]
        rows.append(
            (
                theme, rates[0][at], rates[1][at], changed[at], ends.low[at], ends.high[at], p[at],
                np.nan, spread[0].value, spread[1].value, *newcombe(*spread), len(sums),
                len(new_sums), both,
            )
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=CHANGE_COLUMNS)
    return frame.assign(p_adjusted=false_discovery_control(p) if len(p) else p)


def theme_course(
    theme_segments: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    parts: int = 10,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """When themes come up: their share of the words of each part of an interview or workshop.

    A segment belongs to the part that its middle lies in. Surveys have no course and are left out.

    Parameters
    ----------
    parts : into how many parts of equal length (in characters) each document is cut.

    Returns
    -------
    pandas.DataFrame
        Columns COURSE_COLUMNS, a row a theme and part, from 1; `rate` has an interval as in
        `theme_rates`.
    """
    surveys = documents.loc[documents["kind"].str.casefold() == "survey", "document"]
    talk = segments[~segments["document"].isin(surveys)]
    lengths = talk.groupby("document")["end"].max()
    given = _given(theme_segments, talk, documents)
    themes = _themes(given)
    middle = (given["start"] + given["end"]) / 2 / given["document"].map(lengths).astype(float)
    given["part"] = np.minimum((middle * parts).astype(int), parts - 1) + 1
    rows = []
    for part, own in given.groupby("part"):
        sums = _sums(own, themes)
        rate, ends = _rates(sums, resamples=resamples, seed=seed)
        words, total = sums.sum(axis=0), int(own["words"].sum())
        rows += [
            (
                theme, part, int((sums[:, at] > 0).sum()), int(words[at]), total, rate[at],
                ends.low[at], ends.high[at],
            )
            for at, theme in enumerate(themes)
        ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=COURSE_COLUMNS)
    return frame.sort_values(["theme", "part"], ignore_index=True)


def _given(
    theme_segments: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """The segments that were given to the topic model, each with its unit and voice."""
    given = theme_segments.merge(segments, on="segment")
    voices = [
        voice_of(row.document, row.participant, speaker=row.speaker)
        for row in records(given[["document", "participant", "speaker"]])
    ]
    return given.assign(unit=sampled_units(given, documents), voice=voices)


def _themes(given: pd.DataFrame) -> list[int]:
    return sorted(set(given["theme"].tolist()) - {-1})


def _sums(given: pd.DataFrame, themes: list[int]) -> np.ndarray:
    """Words of each unit by theme, and of all in the last column: (n_units, n_themes + 1)."""
    table = given.pivot_table("words", "unit", "theme", aggfunc="sum", fill_value=0)
    own = table.reindex(columns=themes, fill_value=0).to_numpy(dtype=float)
    return np.column_stack([own, table.sum(axis=1).to_numpy(dtype=float)])


def _share(sums: np.ndarray) -> np.ndarray:
    """Words by theme as shares of all: (..., n_themes); NaN where there are none."""
    total = sums[..., -1:]
    return np.divide(
        sums[..., :-1], total, out=np.full_like(sums[..., :-1], np.nan), where=total > 0
    )


def _rates(sums: np.ndarray, *, resamples: int, seed: int) -> tuple[np.ndarray, Interval]:
    rate, ends = bootstrap(_share, sums, resamples=resamples, seed=seed)
    return rate, ends if len(sums) >= _LEAST_UNITS else unknown(ends)


def _difference(
    before: np.ndarray, after: np.ndarray, *, resamples: int, seed: int
) -> tuple[np.ndarray, Interval]:
    """The change of shares of words, units being resampled within each phase."""
    rates, draws = [], []
    for stream, sums in enumerate((before, after)):
        weights = resample_weights(len(sums), resamples=resamples, seed=seed + stream)
        rates.append(_share(sums.sum(axis=0)))
        draws.append(_share(weights @ sums))
    left_out = [
        *(rates[1] - _share(rest) for rest in _without_one(before)),
        *(_share(rest) - rates[0] for rest in _without_one(after)),
    ]
    change = rates[1] - rates[0]
    ends = interval(change, draws[1] - draws[0], np.array(left_out))
    few = min(len(before), len(after)) < _LEAST_UNITS
    return change, unknown(ends) if few else ends


def _without_one(sums: np.ndarray) -> Iterator[np.ndarray]:
    yield from sums.sum(axis=0) - sums


def _shuffled(before: np.ndarray, after: np.ndarray, *, resamples: int, seed: int) -> np.ndarray:
    """How often units shuffled between the phases differ as much in a theme's share of words."""
    units = np.concatenate([before, after])
    random = np.random.default_rng(seed)
    order = random.permuted(np.tile(np.arange(len(units)), (resamples, 1)), axis=1)
    chosen = np.zeros((resamples, len(units)))
    np.put_along_axis(chosen, order[:, : len(after)], 1, axis=1)
    later = chosen @ units
    drawn = np.abs(_share(later) - _share(units.sum(axis=0) - later))
    seen = np.abs(_share(after.sum(axis=0)) - _share(before.sum(axis=0)))
    return (1 + (drawn >= seen - 1e-12).sum(axis=0)) / (1 + resamples)
