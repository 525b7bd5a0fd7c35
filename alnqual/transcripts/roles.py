"""Words that name a role in a conversation, and words that stand before a colon without one."""

import re
from collections.abc import Iterable
from functools import lru_cache

ROLE_WORDS = frozenset(
    """
    i int interviewer interviewee interpreter researcher r p participant respondent speaker
    facilitator moderator chair chairperson host group all unknown q a m f male female
    alnco alenco senco declo eyalnlo dalnco ep ht ta la lsa hlta slt salt camhs
    teacher head headteacher deputy assistant governor pupil learner student
    child parent carer mother father mum dad nan grandparent guardian
    rep representative worker officer adviser advisor manager lead leader coordinator
    practitioner psychologist therapist nurse doctor consultant caseworker advocate inspector
    dr mr mrs ms miss mx prof professor cllr councillor sir dame minister secretary
    holwr holydd cyfwelydd cyfwelai cyfwelwr hwylusydd cadeirydd ymatebydd cyfranogwr siaradwr
    athro athrawes pennaeth dirprwy tad mam rhiant gofalwr dysgwr disgybl myfyriwr swyddog
    cydlynydd llywodraethwr seicolegydd therapydd nyrs plentyn gweithiwr
    """.split()  # noqa: SIM905 (a list literal of a hundred words would be unreadable)
)
"""In lower case, English and Welsh."""

NEVER_LABELS = frozenset(
    """
    note notes nb ps honestly basically actually anyway look listen remember imagine seriously
    frankly obviously clearly example warning reminder fact truth point problem issue thing result
    first firstly second secondly third thirdly last lastly finally next then also summary
    background context conclusion action actions date time duration location place venue project
    title subject recording transcript file version page section part present apologies attendees
    participants interviewers speakers legend key
    nodyn nodiadau cofiwch gwrandewch edrychwch enghraifft pwynt problem canlyniad cyntaf ail
    trydydd olaf crynodeb cefndir casgliad dyddiad amser lleoliad prosiect teitl recordiad
    trawsgrifiad cyfranogwyr
    """.split()  # noqa: SIM905
)
"""In lower case; what announces speech or heads a page, however often it comes back."""

ORGANISATION_WORDS = frozenset(
    """
    aln adn sen send als
    school schools primary secondary special college sixth form nursery early years year phase key
    stage class foundation reception cluster university sector service services team board health
    nhs social care children young people family families youth community education educational
    learning teaching needs support inclusion inclusive behaviour language speech hearing sensory
    vision welsh english medium bilingual transition pastoral safeguarding welfare attendance
    finance policy programme project regional national county local authority council unitary
    clinical specialist additional senior junior principal vice acting interim former new named
    lead link adult male female main first second third other another different unidentified
    unknown voluntary charity union estyn careers parents' carers' post
    ysgol ysgolion coleg prifysgol cyngor sir awdurdod lleol addysg cynradd uwchradd arbennig
    meithrin bwrdd iechyd gwasanaeth gwasanaethau cymdeithasol tîm grŵp clwstwr dysgu addysgu
    anghenion ychwanegol cynhwysiant cymraeg saesneg uwch dros dro plant teulu teuluoedd cymuned
    lleferydd iaith blwyddyn cyfnod allweddol
    """.split()  # noqa: SIM905
)
"""In lower case; what says more about a role ("Deputy head, Year 7", "LA inclusion officer")."""

_LINKING_WORDS = frozenset(
    "of the and for in at from to with a an y yr o ac i am yn ar".split()  # noqa: SIM905
)
_TITLES = frozenset("dr mr mrs ms miss mx prof professor sir dame cllr".split())  # noqa: SIM905
_SURNAMES = frozenset("young key early post main link".split())  # noqa: SIM905
_INTERVIEWERS = frozenset(
    """
    interviewer facilitator moderator researcher cyfwelydd holwr hwylusydd ymchwilydd
    """.split()  # noqa: SIM905
)
_SHORT_INTERVIEWERS = frozenset("int intv ivr iv'er mod fac res i q y h".split())  # noqa: SIM905
# Only a label of its opposite tells these from the initial of a name.
_WELSH_INITIALS = frozenset("yh")
_RESPONDENTS = frozenset(
    "p r a iv ie ivee resp part pt par ht ta ep int'ee atebydd".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")


def is_interviewer(label: str) -> bool:
    """Whether a label alone says that its speaker asks.

    One such word, perhaps numbered or with initials: "Interviewer 2", "Researcher (EM)".
    """
    return _core(label) in _INTERVIEWERS


def interviewer_labels(labels: Iterable[str]) -> frozenset[str]:
    """Those of a document's labels whose speakers ask.

    Besides those that say so themselves: "I", "INT", "Q", "MOD", and "Y" or "H" in Welsh, where the
    document's other labels are such as answer ("P", "R2", "A", "HT", a role; for all but "Y" and
    "H" also names). Beside another bare initial nothing is taken for granted: "I" may be Ian.
    """
    labels = frozenset(labels)
    sure = frozenset(label for label in labels if is_interviewer(label))
    short = frozenset(label for label in labels - sure if _core(label) in _SHORT_INTERVIEWERS)
    others = labels - sure - short
    if not others or any(_is_bare_initial(label) for label in others):
        return sure
    answering = any(_answers(label) for label in others)
    return sure | {label for label in short if answering or _core(label) not in _WELSH_INITIALS}


def asks(meaning: str) -> bool:
    """Whether what a legend says of a label is that its speaker asks ("Interviewer (EM)")."""
    words = [word.casefold() for word in _WORD.findall(meaning)]
    return not _INTERVIEWERS.isdisjoint(words)


@lru_cache(maxsize=10_000)
def is_role(label: str) -> bool:
    """Whether a speaker's label names a role and nobody ("ALNCo 2", "Deputy head", "P3").

    Every word is one of a role, of an organisation, a linking word or a number, and one is of a
    role: "Janet Head" is a person.
    """
    found = _WORD.findall(label)
    words = [word.casefold() for word in found]
    if len(words) > 1 and (
        not _TITLES.isdisjoint(words) or (words[-1] in _SURNAMES and not found[-1].islower())
    ):
        return False
    return not ROLE_WORDS.isdisjoint(words) and all(
        word in ROLE_WORDS or word in ORGANISATION_WORDS or word in _LINKING_WORDS for word in words
    )


@lru_cache(maxsize=10_000)
def holds_role_word(label: str) -> bool:
    """Whether any word of a label is one of a role ("Gwynedd adviser", but "Janet Head" too)."""
    return not ROLE_WORDS.isdisjoint(word.casefold() for word in _WORD.findall(label))


@lru_cache(maxsize=10_000)
def _core(label: str) -> str:
    """The label without what tells two of a kind apart: a number, or initials in brackets."""
    return _ASIDE.sub("", label).casefold().rstrip("0123456789 #.:")


def _answers(label: str) -> bool:
    core = _core(label)
    return core in _RESPONDENTS or (len(core) > 2 and is_role(label))


def _is_bare_initial(label: str) -> bool:
    return len(_core(label)) <= 2 and not _answers(label)
