"""How it was done, what was left out, and what the numbers cannot say."""

from collections import Counter
from collections.abc import Sequence

from alnqual.records import INTERVIEWER, LANGUAGES
from alnqual.reporting.counted import which_count
from alnqual.reporting.evidence import Evidence
from alnqual.reporting.heard import KINDS, group_label
from alnqual.reporting.report import DocumentRow, LeftOut
from alnqual.reporting.words import decimal
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import language_label, plain, sector_label

STEPS = {
    "ingest": "Reading files",
    "embed": "Reading by the encoder",
    "themes": "Finding themes",
    "synthesis": "Placing codings",
}


def count(number: int, noun: str, *, plural: str = "") -> str:
    """ "1 document", "1,204 documents"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def key_numbers(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """The few figures at the head of the report: (figure, what it counts)."""
    leaves = {code.id for code in evidence.codebook.leaves}
    used = leaves & set(evidence["excerpts"]["code"])
    figures = [
        (len(evidence["documents"]), "documents"),
        (evidence.all_voices["participant"].nunique(), "participants"),
        (_spoken_words(evidence), "words by participants"),
        (len(evidence["excerpts"]), "codings"),
        (len(used), f"of {count(len(leaves), 'code')} at the foot of the tree used"),
        (int((evidence["themes"]["theme"] >= 0).sum()), "themes found"),
    ]
    return tuple((f"{int(number):,}", what) for number, what in figures)


def method(evidence: Evidence) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Paragraphs on material, coding, counting, themes and limits: (heading, paragraphs)."""
    parts = (
        ("Material", _material(evidence)),
        ("Coding", _coding(evidence)),
        ("Counting", _counting(evidence)),
        ("Themes", _themes(evidence)),
        ("Limits", _limits(evidence)),
    )
    return tuple((heading, tuple(paragraphs)) for heading, paragraphs in parts if paragraphs)


def _material(evidence: Evidence) -> list[str]:
    documents = evidence["documents"]
    kinds = Counter(plain(kind) or "other" for kind in documents["kind"])
    named = [f"{KINDS.get(kind, kind).lower()}: {number}" for kind, number in sorted(kinds.items())]
    languages = Counter(plain(language) or "und" for language in evidence["turns"]["language"])
    spoken = [
        f"{LANGUAGES.get(language, language)} {number:,}"
        for language, number in languages.most_common()
    ]
    said = f"{count(len(documents), 'document')} ({'; '.join(named)})"
    paragraphs = [
        f"{said} hold {count(int(documents['words'].sum()), 'word')}, "
        f"{_spoken_words(evidence):,} of them by "
        f"{count(evidence.all_voices['participant'].nunique(), 'participant')}."
    ]
    if spoken:
        paragraphs.append(
            f"Turns by the language detected in each: {', '.join(spoken)}. "
            "“Undetermined” are turns too short to tell."
        )
    return paragraphs


def _coding(evidence: Evidence) -> list[str]:
    if evidence["excerpts"].empty:
        return ["Nothing has been coded yet."]
    book = evidence.codebook
    coded = evidence.coded_documents
    by_document = Counter(s.document for s in evidence.submissions if s.status == "submitted")
    double = sum(1 for coders in by_document.values() if coders > 1)
    coders = sorted({s.coder for s in evidence.submissions})
    rounds = [f"“{r.title}”" for r in evidence.rounds]
    return [
        f"The codebook is “{book.title}”, version {book.version}: {count(len(book), 'code')}. "
        f"{count(len(coders), 'coder')} worked in "
        f"{count(len(rounds), 'round')} ({listed(rounds)}) and handed in "
        f"{count(len(coded), 'document')}, {double} of them by two coders or more.",
        *which_count(evidence),
        "A passage may carry several codes. Each coding may say whether the speaker describes "
        "a barrier, a facilitator or something mixed, and whether the words support or challenge "
        "a link of the theory of change.",
    ]


def _counting(evidence: Evidence) -> list[str]:
    if evidence["excerpts"].empty:
        return []
    people = evidence.coded_voices
    by_kind = people.groupby("kind")["participant"].nunique()
    kinds = [f"{group_label('kind', kind).lower()} {number}" for kind, number in by_kind.items()]
    return [
        "Counts are of participants, not of mentions. The denominator is everybody who speaks in "
        f"a document that a coder handed in: {people['participant'].nunique()} "
        f"({', '.join(kinds)}; who took part in two kinds counts in both, and once in the total). "
        "A code counts for the codes above it.",
        "Passages that two coders gave the same code are one passage here; the longer wording is "
        "quoted. Where a participant’s passages under a code differ in stance, the participant "
        "counts as mixed.",
        "Quotes were chosen by rule, to spread over people, sectors, areas and phases and to be "
        "of readable length; they illustrate and do not prove. The identifier in square "
        "brackets, [q: and twelve signs], leads from each quote to its document, turn and place: "
        "alnqual report trace ID.",
    ]


def _themes(evidence: Evidence) -> list[str]:
    if evidence["themes"].empty:
        return []
    segments = evidence["segments"].merge(
        evidence["embeddings"][["segment", "readable"]], on="segment"
    )
    words = int(segments["words"].sum())
    unread = int(segments.loc[~segments["readable"].astype(bool), "words"].sum())
    share = f"{100 * unread / words:.1f}%" if words else "none"
    assigned = evidence["theme_segments"]["theme"]
    reads = listed([LANGUAGES.get(code, code) for code in evidence.encoder_languages])
    return [
        "Themes come from a topic model (BERTopic, seed "
        f"{evidence.settings.themes.seed}) over passages of about "
        f"{evidence.settings.segments.target_words} words. The encoder is "
        f"{evidence.encoder or 'not named'}"
        + (f"; it reads {reads}. " if reads else ". ")
        + f"It cannot read {share} of the words"
        + (
            ": themes of those were sought by their letters alone, apart from the others."
            if (evidence["themes"]["basis"] == "letters").any()
            else ", and those are in no theme."
        ),
        f"Of {count(len(assigned), 'passage')} given to the model, "
        f"{int((assigned < 0).sum()):,} fit no theme.",
        "A code belongs to a theme when it is nearer in meaning than random groups of passages "
        "are to any code, or is coded there more often than elsewhere (95% interval of the lift, "
        "documents resampled). The codebook covers a theme when such codes, below the top level, "
        "mark most of its coded passages, and it is coded at least half as densely as all themes "
        "together; only documents that a coder handed in count.",
        _steadiness(evidence),
    ]


def _steadiness(evidence: Evidence) -> str:
    """How far the themes as a whole, and each of them, can be relied on."""
    themes = evidence["themes"]
    first, stability = themes.iloc[0], themes["stability"]
    return (
        "The themes are the consensus of many runs on random parts of the material, which agree "
        f"with an adjusted Rand index of {decimal(first['agreement'])} on average (1 is the same "
        "themes every time, 0 is chance). "
        + ("" if first["steady"] else "That is low: other runs give rather different themes. ")
        + "A single theme recurs in a run that brings back most of its passages and half of its "
        f"foremost terms; the least steady does so in {100 * stability.min():.0f}% of the runs, "
        f"the steadiest in {100 * stability.max():.0f}%. Treat each as a prompt to read, not as a "
        "finding."
    )


def _limits(evidence: Evidence) -> list[str]:
    people = evidence.all_voices["participant"]
    unlisted = sum(1 for voice in set(people) if not evidence.consent.get(voice))
    refused = sum(
        1 for voice in set(people) if evidence.consent.get(voice) not in (None, "", "yes")
    )
    paragraphs = [
        "Participants were chosen for what they know, not drawn at random: shares describe the "
        "people heard and do not estimate a population. Not to have raised a matter is not to "
        "deny it, least of all in a survey with a few open questions.",
        "Those heard in different phases are mostly different people: a difference between phases "
        "is not by itself a change.",
    ]
    if refused:
        paragraphs.append(
            f"{count(refused, 'participant')} did not agree to be quoted: the words count, and "
            "are not shown."
        )
    if unlisted:
        paragraphs.append(
            f"For {count(unlisted, 'speaker')} no consent is recorded, because the study does not "
            "list them or leaves their consent blank. Check before their words are published."
        )
    interviewers = int((evidence["excerpts"]["role"] == INTERVIEWER).sum())
    if interviewers:
        paragraphs.append(
            f"{count(interviewers, 'coding')} of interviewers’ words count as codings, but not as "
            "participants, and are never quoted."
        )
    if evidence.undecided_names is None:
        paragraphs.append(
            "Speakers are shown under pseudonyms. Other people and places that they name have not "
            "been looked for."
        )
    elif evidence.undecided_names:
        paragraphs.append(
            f"Names are replaced by words in [brackets]. {count(evidence.undecided_names, 'word')} "
            "that may be a name await a decision and stand as they were said."
        )
    paragraphs.append(
        "No disclosure check has been made. A rare role in a named area can point to a person: "
        "read every attribution before the report leaves the team."
    )
    return paragraphs


def left_out(evidence: Evidence) -> tuple[LeftOut, ...]:
    """What each stage left out, by reason."""
    rows = []
    for stage, frame in evidence.left_out():
        for reason, items in frame.groupby("reason"):
            rows.append(
                LeftOut(
                    STEPS.get(stage, stage), str(reason), len(items), items["document"].nunique()
                )
            )
    return tuple(rows)


def documents(evidence: Evidence) -> tuple[DocumentRow, ...]:
    """The documents, without names of files or people."""
    people = evidence.all_voices.groupby("document")["participant"].nunique()
    coders = Counter(s.document for s in evidence.submissions if s.status == "submitted")
    return tuple(
        DocumentRow(
            id=row.document,
            kind=plain(row.kind),
            area=plain(row.area),
            sector=sector_label(row.sector),
            language=language_label(row.language),
            date=plain(row.date),
            phase=plain(row.phase),
            words=int(row.words),
            turns=int(row.turns),
            participants=int(people.get(row.document, 0)),
            coders=coders[row.document],
        )
        for row in records(evidence["documents"])
    )


def _spoken_words(evidence: Evidence) -> int:
    spoken = ~evidence["turns"]["interviewer"].astype(bool)
    return int(evidence["turns"].loc[spoken, "words"].sum())
