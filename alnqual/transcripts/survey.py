"""Survey grids: a row a respondent, a column a question or an attribute."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from alnqual.records import Transcript, Turn
from alnqual.transcripts.words import count_words

_RESPONDENT = re.compile(
    r"(respondent|participant|response|ymatebydd|cyfranogwr)?[ _-]*(id|number|no\.?|rhif)?", re.I
)
_NUMBERED = re.compile(r"q(?:uestion|\.)?\s*(\d{1,3}[a-z]?)\b[.:)]?\s*", re.I)

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Columns:
    respondent: int | None
    answers: dict[int, str]
    attributes: tuple[int, ...]


def read_survey(headings: Sequence[str], body: Grid) -> Transcript | None:
    """Each answer as a turn of its respondent, or None where no column holds open answers.

    Answers are the columns headed by a question, else those with more than three words on average;
    the other columns are attributes. `metadata` holds `questions` and `attributes` as JSON.
    """
    columns = _columns(headings, body)
    if not columns.answers:
        return None
    _, respondents = find_respondents(headings, body)
    turns = tuple(
        Turn(respondent, row[place], question=question)
        for respondent, row in zip(respondents, body, strict=True)
        for place, question in columns.answers.items()
        if row[place]
    )
    metadata = {
        "labels": "grid",
        "questions": _json({question: headings[at] for at, question in columns.answers.items()}),
        "attributes": _json(
            {
                respondent: {headings[at]: row[at] for at in columns.attributes if row[at]}
                for respondent, row in zip(respondents, body, strict=True)
            }
        ),
    }
    return Transcript(turns, _notes(columns, respondents, len(turns)), metadata)


def find_respondents(headings: Sequence[str], body: Grid) -> tuple[int | None, list[str]]:
    """The column of respondents' ids, if there is one, and whose each row is.

    A row without an id is known by its number: "R001".
    """
    column = next((at for at, each in enumerate(headings) if each and _is_respondent(each)), None)
    ids = ["" if column is None else row[column] for row in body]
    return column, [each or f"R{number:03d}" for number, each in enumerate(ids, 1)]


def _is_respondent(heading: str) -> bool:
    return _RESPONDENT.fullmatch(heading) is not None


def _notes(columns: _Columns, respondents: Sequence[str], answered: int) -> tuple[str, ...]:
    notes = []
    if columns.respondent is None:
        notes.append("no column of respondents' ids: they are numbered by row")
    if twice := len(respondents) - len(set(respondents)):
        notes.append(f"{twice} respondent id(s) not unique")
    if empty := len(respondents) * len(columns.answers) - answered:
        notes.append(f"{empty} question(s) left unanswered")
    return tuple(notes)


def _columns(headings: Sequence[str], body: Grid) -> _Columns:
    places = [place for place, heading in enumerate(headings) if heading]
    respondent, _ = find_respondents(headings, ())
    others = [place for place in places if place != respondent]
    asked = [place for place in others if headings[place].endswith("?")]
    if not asked:
        asked = [place for place in others if _mean_words(body, place) > 3]
    ids: dict[int, str] = {}
    for number, place in enumerate(asked, 1):
        numbered = _NUMBERED.match(headings[place])
        proposed = f"q{numbered[1].lower()}" if numbered else f"q{number}"
        ids[place] = proposed if proposed not in ids.values() else f"q{number}-{place + 1}"
    return _Columns(respondent, ids, tuple(place for place in others if place not in ids))


def _mean_words(body: Grid, place: int) -> float:
    counts = [count_words(row[place]) for row in body if row[place]]
    return sum(counts) / len(counts) if counts else 0.0


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
