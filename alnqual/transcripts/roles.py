"""Words that name a role in a conversation, and words that stand before a colon without one."""

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
"""In lower case, English and Welsh; a label that holds one is a role."""

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

_INTERVIEWERS = frozenset(
    """
    interviewer facilitator moderator researcher cyfwelydd holwr hwylusydd
    """.split()  # noqa: SIM905
)


def is_interviewer(label: str) -> bool:
    """Whether a label alone says that its speaker asks: one such word, perhaps numbered."""
    return label.casefold().rstrip("0123456789 #.()") in _INTERVIEWERS


def is_role(label: str) -> bool:
    """Whether a speaker's label names a role ("ALNCo 2", "Support worker", "P3")."""
    words = label.lower().replace("-", " ").replace("/", " ").split()
    return any(word.rstrip("0123456789.()#") in ROLE_WORDS for word in words)
