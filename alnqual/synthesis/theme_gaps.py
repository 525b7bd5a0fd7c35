"""Themes set against the codebook: what only the themes hold, what only the codebook does.

A code is *associated* with a theme where one of two things holds: it is near in meaning (nearer
than random groups of passages are to any code, in 95 of 100), or it is coded there more often than
elsewhere (the 95% interval of its lift, documents being resampled, lies above 1).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Container, Mapping
from typing import Any

import numpy as np
import pandas as pd

from alnqual.codebook import Codebook
from alnqual.coding.agreement.resampling import bootstrap, unknown
from alnqual.synthesis.frames import records
from alnqual.synthesis.themes import Marked, marked

MOST, AS_CODED = 1 / 2, 1 / 2
"""The codebook covers a theme when associated codes mark at least `MOST` of its coded passages, and
when it is coded at least `AS_CODED` times as densely as all themes together."""

COVER_COLUMNS = [
    "theme", "compared", "coded", "best_code", "best", "share", "share_low", "share_high",
    "covered", "sure", "judged_by", "associated",
]  # fmt: skip
UNSUPPORTED_COLUMNS = [
    "code",
    "codings",
    "nearest_theme",
    "similarity",
    "lift_theme",
    "lift",
    "why",
]
SPLIT_COLUMNS = ["code", "theme", "label", "codings", "of_codings", "lift", "lift_low", "lift_high"]
_LEAST_DOCUMENTS = 2
_NAME_TERMS, _DEFINITION_TERMS = 2, 6


def associated(theme_codes: pd.DataFrame) -> pd.Series:
    """Whether each row's code is associated with its theme."""
    return theme_codes["near"] | (theme_codes["lift_low"] > 1)


def theme_cover(
    theme_codes: pd.DataFrame,
    theme_segments: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    excerpts: pd.DataFrame,
    documents: Collection[str],
    codebook: Codebook,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far the codebook covers each theme; what it does not cover are candidates for codes.

    Where documents were coded, a theme is covered when most of its coded passages carry a code that
    is associated with it, and it is coded about as densely as the others (`MOST`, `AS_CODED`);
    codes at the top of the tree say too little to count. Elsewhere it is covered if a code is near
    in meaning; `judged_by` says which: "codings" or "meaning".

    Parameters
    ----------
    theme_codes, theme_segments, segments, excerpts : frames as `SCHEMAS`.
    documents : those that a coder handed in; elsewhere leaving words uncoded was nobody's decision.
    resamples, seed : of documents, for the interval of `share`.

    Returns
    -------
    pandas.DataFrame
        Columns COVER_COLUMNS, by theme. Of `compared` passages in coded documents `coded` carry any
        code; `share` of these carry an associated one, with its 95% interval (NaN for fewer than
        two documents), and `best` carry `best_code`, the code that marks most. `sure` is whether
        the interval lies wholly on the side of `MOST` that `covered` says.
    """
    found = marked(
        theme_segments, segments, excerpts=excerpts, documents=documents, codebook=codebook
    )
    density = float(np.mean([each.coded for each in found])) if found else 0.0
    roots = {code.id for code in codebook.roots}
    own_codes = theme_codes[associated(theme_codes) & ~theme_codes["code"].isin(roots)]
    rows = []
    for theme, codes in theme_codes.groupby("theme"):
        own = [each for each in found if each.theme == theme]
        coded = [each for each in own if each.coded]
        close = list(own_codes.loc[own_codes["theme"] == theme, "code"])
        share, low, high = _share(coded, set(close), resamples=resamples, seed=seed)
        told = bool(own) and not excerpts.empty
        if told:
            covered = share >= MOST and len(coded) >= AS_CODED * density * len(own)
        else:
            covered = bool(codes["near"].any())
        sure = told and bool(low >= MOST if covered else high < MOST)
        rows.append(
            (
                theme, len(own), len(coded), *_best(coded), share, low, high, covered, sure,
                "codings" if told else "meaning", close,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COVER_COLUMNS)


def unsupported_codes(theme_codes: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Codes that are associated with no theme, nor is one below them.

    Groups without codings of their own and retired codes are passed over. That no theme supports a
    code is no reason against it: people may speak of it seldom, or in many contexts.

    Returns
    -------
    pandas.DataFrame
        Columns UNSUPPORTED_COLUMNS, in the codebook's order: the theme nearest in meaning, that in
        which the code is most over-represented (None where it is in none), and `why`.
    """
    supported = set(theme_codes.loc[associated(theme_codes), "code"])
    rows_of = dict(list(theme_codes.groupby("code")))
    rows = []
    for code in codebook:
        own = rows_of.get(code.id, theme_codes.iloc[:0])
        codings = int(own["codings"].sum())
        below = {each.id for each in codebook.subtree(code.id)}
        if own.empty or code.retired or below & supported or (below != {code.id} and not codings):
            continue
        near = records(own.sort_values("similarity", na_position="first", kind="stable"))[-1]
        over = records(own[own["lift"] > 0].sort_values("lift", kind="stable"))[-1:]
        rows.append(
            (
                code.id, codings, near.theme, near.similarity,
                over[0].theme if over else None, over[0].lift if over else np.nan,
                "coded, but nowhere surely more often" if codings else "no coding lies in a theme",
            )
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=UNSUPPORTED_COLUMNS)
    return frame.astype({"lift_theme": "Int64"})


def codes_to_split(
    theme_codes: pd.DataFrame, themes: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """Codes that hold two themes or more: in each they are surely coded more often than elsewhere.

    The whole interval of the lift, documents being resampled, lies above 1 in each of the themes.

    Returns
    -------
    pandas.DataFrame
        Columns SPLIT_COLUMNS, a row a code and theme, in the codebook's order, the theme with most
        codings first; `of_codings` are the code's codings that touch a segment.
    """
    labels = dict(zip(themes["theme"], themes["label"], strict=True))
    totals = theme_codes.groupby("code")["codings"].sum()
    over = theme_codes[(theme_codes["lift_low"] > 1) & theme_codes["code"].isin(_in_use(codebook))]
    several = over[over.groupby("code")["theme"].transform("size") > 1]
    place = {code.id: at for at, code in enumerate(codebook)}
    order = several.assign(
        place=several["code"].map(place),
        label=several["theme"].map(labels),
        of_codings=several["code"].map(totals),
    ).sort_values(["place", "codings", "theme"], ascending=[True, False, True])
    return order[SPLIT_COLUMNS].reset_index(drop=True)


def draft_code(theme: Any, codebook: Codebook, *, taken: Container[str] = ()) -> dict[str, Any]:
    """An entry of codebook.yaml for a theme, to be rewritten by whoever adds it.

    It holds the theme's terms and no passage: the codebook goes where confidential words may not.

    Parameters
    ----------
    theme : a row with `label`, `terms`, `segments`, `participants`, `nearest_code` and perhaps
        `best_code`, the code that marks most, which stands in where none is near.
    taken : ids that are not to be used, beside those that the codebook has or had.
    """
    codes: tuple[Any, ...] = (theme.nearest_code, getattr(theme, "best_code", ""))
    nearest = next((code for code in codes if code in codebook), None)
    parent = (codebook[nearest].parent or nearest) if nearest else codebook.roots[0].id
    terms = [str(term) for term in theme.terms]
    listed = ", ".join(terms[:_DEFINITION_TERMS])
    entry: Mapping[str, Any] = {
        "id": _free_id(f"{parent}.{_slug(terms, theme.label)}", codebook, taken),
        "name": {"en": _name(theme.label)},
        "definition": f"What people say about {listed or theme.label}. Drafted from a theme of "
        f"{theme.segments} passages by {theme.participants} people: rewrite it.",
        "exclude": f"What belongs in {codebook.label(nearest)} ({nearest})." if nearest else "",
        "keywords": terms,
    }
    return {key: value for key, value in entry.items() if value}


def _share(
    coded: list[Marked], codes: Collection[str], *, resamples: int, seed: int
) -> tuple[float, float, float]:
    """The share of coded passages that carry one of some codes, and its interval over documents."""
    documents = sorted({each.document for each in coded})
    if not documents:
        return np.nan, np.nan, np.nan
    sums = np.zeros((len(documents), 2))
    for each in coded:
        sums[documents.index(each.document)] += (not each.codes.isdisjoint(codes), 1)
    share, ends = bootstrap(_ratio, sums, resamples=resamples, seed=seed)
    if len(documents) < _LEAST_DOCUMENTS:
        ends = unknown(ends)
    return float(share), float(ends.low), float(ends.high)


def _ratio(sums: np.ndarray) -> np.ndarray:
    found, of = sums[:, 0], sums[:, 1]
    return np.divide(found, of, out=np.full_like(found, np.nan), where=of > 0)


def _best(coded: list[Marked]) -> tuple[str, int]:
    """The code that marks most passages, and how many; "" where none does."""
    counts = Counter(code for each in coded for code in each.codes)
    best = min(counts, key=lambda code: (-counts[code], code), default="")
    return best, counts[best]


def _in_use(codebook: Codebook) -> set[str]:
    return {code.id for code in codebook if not code.retired}


def _name(label: str) -> str:
    words = ", ".join(label.split(" · ")[:_NAME_TERMS])
    return words[:1].upper() + words[1:]


def _slug(terms: list[str], label: str) -> str:
    words = terms[0] if terms else label
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "theme"


def _free_id(wanted: str, codebook: Codebook, taken: Container[str]) -> str:
    number, identity = 1, wanted
    while codebook.knows(identity) or identity in taken:
        number += 1
        identity = f"{wanted}-{number}"
    return identity
