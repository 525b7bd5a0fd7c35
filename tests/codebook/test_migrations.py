"""What an id means in the codebook of now, whenever it was chosen."""

from alnqual.codebook.migrations import Former, Migration, Migrations

NAME = {"en": "A code"}


def renamed(version: int, *pairs: tuple[str, str], undone: bool = False) -> Migration:
    former = tuple(Former(old, new, NAME) for old, new in pairs)
    return Migration(version, "rename", former=former, undone=undone)


def test_a_code_follows_the_migrations_since_it_was_chosen():
    history = Migrations([renamed(2, ("a", "b")), renamed(3, ("b", "c"))], version=3)
    assert [history.now("a", 1), history.now("b", 2), history.now("c", 3)] == ["c", "c", "c"]
    assert history.now("other", 1) == "other"
    assert set(history.former) == {"a", "b"}


def test_codes_merged_into_one_that_was_then_renamed_are_that_one():
    history = Migrations([renamed(2, ("a", "c"), ("b", "c")), renamed(3, ("c", "d"))], version=3)
    assert {history.now(code, 1) for code in "abc"} == {"d"}
    assert history.now("c", 2) == "d"


def test_a_code_that_got_its_old_id_back_is_told_by_the_version():
    history = Migrations([renamed(2, ("a", "b")), renamed(3, ("b", "a"))], version=3)
    assert [history.now("a", 1), history.now("b", 2), history.now("a", 3)] == ["a", "a", "a"]
    assert set(history.former) == {"b"}


def test_an_id_chosen_on_a_page_that_was_not_renewed_is_the_one_before_it_went():
    history = Migrations([renamed(2, ("a", "b")), renamed(4, ("b", "c"))], version=4)
    assert history.now("a", 2) == "c"
    assert history.now("a", 4) == "c"
    assert history.now("b", 4) == "c"


def test_what_is_pending_or_undone_changes_nothing_yet():
    history = Migrations([renamed(2, ("a", "b"), undone=True), renamed(3, ("a", "c"))], version=1)
    assert history.now("a", 1) == "a"
    assert [each.version for each in history.pending] == [3]
    assert history.next_version == 4
