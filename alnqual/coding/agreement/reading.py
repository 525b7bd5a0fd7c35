"""What the figures of a row mean, in plain words and without thresholds.

Whether agreement is good enough depends on what is concluded from the code. So the reading says
what is left of the disagreement that chance would give, how often a second coder finds what the
first found, how sure that is, and what prevalence and bias do to the figures.
"""

from collections.abc import Mapping
from typing import Any

from alnqual.errors import InputError

NO_DOUBLE = "no document was handed in by two coders"
NO_WORDS = "the double-coded documents hold no participant's words"
NOT_USED = "no coder used the code on a double-coded document"
ALIKE = "every double-coded unit was marked alike: without variation alpha is not defined"


def none_double() -> InputError:
    """What is said where only double coding can be measured, and there is none."""
    return InputError(
        NO_DOUBLE, do="Assign documents to two coders (annotation/rounds/), and pull their work."
    )


def reason(*, keys: int, units: float, ones: float, values: float) -> str:
    """Why a code has no alpha."""
    if not keys:
        return NO_DOUBLE
    if not units:
        return NO_WORDS
    if not ones:
        return NOT_USED
    return ALIKE if ones == values else "a single pair of judgements is all there is"


def reading(row: Mapping[Any, Any], unit: str, *, pooled: bool = False) -> str:
    """A row of the table in sentences; `pooled` over all codes, else of one."""
    if row["reason"]:
        return f"Agreement cannot be told: {row['reason']}."
    sentences = [
        f"{'With a code, coders on average' if pooled else 'Coders'} marked "
        f"{_percent(row['prevalence'])} of {_count(row['units'], unit)} that two or more judged, "
        f"in {_count(row['documents'], 'document')}.",
        f"They disagree {_number(1 - row['alpha'])} times as often as they would if they marked as "
        f"often, but at random (alpha {_number(row['alpha'])}).",
    ]
    if _known(row["positive"]):
        sentences.append(
            f"Where one coder of two marked a {unit}, the other did so, too, in "
            f"{_percent(row['positive'])} of cases; at random it would be about "
            f"{_percent(row['prevalence'])}."
        )
    sentences.append(_uncertainty(row))
    by_chance = 1 - 2 * row["prevalence"] * (1 - row["prevalence"])
    sentences.append(
        f"They agree on {_percent(row['percent'])} of {unit}s, and at random would on "
        f"{_percent(by_chance)}: the nearer these two, the less percent agreement says and the "
        "lower kappa falls for the same disagreements."
    )
    if _known(row["bias"]) and row["bias"] > 0:
        sentences.append(
            f"One coder marks more than another: their shares differ by {100 * row['bias']:.1f} "
            f"points on average, around {_percent(row['prevalence'])}."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def span_reading(row: Mapping[Any, Any]) -> str:
    """A row about passages in sentences."""
    if row["reason"]:
        return f"Agreement cannot be told: {row['reason']}."
    sentences = [
        f"Coders marked {_percent(row['prevalence'])} of {_count(row['units'], 'word')} that two "
        f"or more judged, in {_count(row['documents'], 'document')}.",
        f"On which words, they disagree {_number(1 - row['u_alpha'])} times as often as at random "
        f"(u-alpha {_number(row['u_alpha'])}).",
    ]
    if _known(row["f1_overlap"]):
        sentences.append(
            f"Of one coder's passages {_percent(row['f1_overlap'])} meet one of the other's, "
            f"{_percent(row['f1_exact'])} are the same to the word; of the words that one marked "
            f"the other marked {_percent(row['f1_token'])}. The gap between the first and the "
            "second figure is about where passages begin and end, not about what they mean."
        )
    sentences.append(_uncertainty(row))
    return " ".join(sentence for sentence in sentences if sentence)


def _uncertainty(row: Mapping[Any, Any]) -> str:
    low, high = row["low"], row["high"]
    if not _known(low):
        if row["documents"] < 2:
            return (
                "How sure this is cannot be told from one document: documents are what is sampled."
            )
        return "How sure this is cannot be told: no resample of the documents gave a value."
    sentence = (
        f"Other documents of the same kind might have given anything from {_number(low)} to "
        f"{_number(high)} (95% interval)."
    )
    if row["undefined"] > 0:
        sentence += (
            f" In {_percent(row['undefined'])} of the resamples it had no value, mostly because "
            "the code did not occur; the interval leaves these out and is rather too narrow."
        )
    return sentence


def _known(value: float) -> bool:
    return value == value


def _number(value: float) -> str:
    return f"{value:.2f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share < 0.1 else f"{100 * share:.0f}%"


def _count(number: float, noun: str) -> str:
    return f"{int(number):,} {noun}{'' if int(number) == 1 else 's'}"
