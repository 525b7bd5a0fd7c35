"""How a speaker is named in a report: role, sector, area and phase, never a name or an id."""

from alnqual.records import LANGUAGES

ROLES = {
    "alnco": "ALNCo",
    "declo": "DECLO",
    "educational-psychologist": "Educational psychologist",
    "eyalnlo": "EYALNLO",
    "fe-coordinator": "Further education ALN lead",
    "governor": "School governor",
    "head-teacher": "Head teacher",
    "health-professional": "Health professional",
    "la-officer": "Local authority officer",
    "learner": "Learner",
    "parent": "Parent or carer",
    "support-worker": "Learning support worker",
    "teacher": "Teacher",
    "teaching-assistant": "Teaching assistant",
    "third-sector": "Third-sector worker",
}
SECTORS = {
    "early-years": "Early years",
    "family": "Family",
    "fe": "Further education",
    "health": "Health",
    "local-authority": "Local authority",
    "mixed": "Several sectors",
    "post-16": "Post-16",
    "primary": "Primary",
    "secondary": "Secondary",
    "special": "Special school",
    "third-sector": "Third sector",
}
UNKNOWN_ROLE = "Speaker"


def role_label(role: object) -> str:
    """A role in words; one that is not in the vocabulary is shown as given."""
    return ROLES.get(plain(role)) or _spaced(role)


def sector_label(sector: object) -> str:
    """A sector in words; one that is not in the vocabulary is shown as given."""
    return SECTORS.get(plain(sector)) or _spaced(sector)


def phase_label(phase: object) -> str:
    """ "Phase 2" for a number, else the phase as given."""
    given = plain(phase)
    return f"Phase {given}" if given.isdigit() else _spaced(given)


def language_label(language: object) -> str:
    """ "English and Welsh" for "en+cy"."""
    named = " and ".join(LANGUAGES.get(part, part) for part in plain(language).split("+"))
    return named[:1].upper() + named[1:]


def attribution(role: object, sector: object, *, area: object = "", phase: object = "") -> str:
    """Who said it: "ALNCo, primary, Cwm Serennog, phase 2".

    Parts that are not known are left out, and so is a sector that the role already names.
    """
    who = role_label(role) or UNKNOWN_ROLE
    parts = [who]
    sector_words = sector_label(sector)
    if sector_words and sector_words.lower() not in who.lower().replace("-", " "):
        parts.append(lowered(sector_words))
    if plain(area):
        parts.append(plain(area))
    if plain(phase):
        parts.append(lowered(phase_label(phase)))
    return ", ".join(parts)


def plain(value: object) -> str:
    """A cell as text, without outer blanks; "" where it is empty or missing."""
    return value.strip() if isinstance(value, str) else ""


def _spaced(value: object) -> str:
    words = plain(value).replace("-", " ")
    return words[:1].upper() + words[1:]


def lowered(words: str) -> str:
    """Words with their first letter in lower case."""
    return words[:1].lower() + words[1:]
