"""Search over the study's turns: `study.search()`, and where a phrase stands."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.errors import InputError
from alnqual.study.choosing import chosen
from alnqual.study.talk import Talk
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

Where = Mapping[str, str | Sequence[str]]


class Search:
    """Passages of a study, found by their meaning and words, or by words alone.

    Frames of passages have `score` (higher is better), `by` (what it rests on: "words and meaning",
    or "words" where the encoder does not read the turn or the query) and the columns of `turns`.
    With `explain` there are, too, `of_words` and `of_meaning`, which add up to the score; `clues`,
    for each word, or pair of neighbouring words, of the query that stands there or near: its
    `words`, `weight`, other names of the glossary's term (`also`), what of the score is owed to it
    (`score`), and the `turns` that it stands in (`turn`, `score`, and `speaker`: whether in the
    label of who speaks); and `neighbours`, what of the score is owed to which other `turn`. Shares
    below one in a hundred are not listed. What is to be known about a search stands in
    ``attrs["notes"]``.

    Examples
    --------
    >>> study.search("who pays for speech therapy")             # doctest: +SKIP
    >>> study.search.like("i01-0012", interviewers=False)       # doctest: +SKIP
    >>> study.search.against("activities.aln-role.workload")    # doctest: +SKIP
    >>> study.search.concordance("ADY")                         # doctest: +SKIP
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __call__(
        self,
        query: str,
        *,
        limit: int = 10,
        document: str | None = None,
        interviewers: bool = True,
        where: Where | None = None,
        code: str | None = None,
        explain: bool = False,
    ) -> "pd.DataFrame":
        """The passages nearest to a question or phrase, best first.

        Parameters
        ----------
        query : in the words of the researcher. Words of turns and names and roles of speakers are
            found, a term of the glossary by all its names, a Welsh word whatever its mutation.
        limit : how many passages at most.
        document : only in this one.
        interviewers : whether their turns are shown, too.
        where : only turns of which these attributes (of speaker, turn or document) have the value,
            or one of the values: ``where={"sector": ["primary", "secondary"]}``.
        code : only turns with a coding in force of this code, or of one below it.
        explain : say what each score is owed to.

        Raises
        ------
        InputError
            The query is empty, or there is no such document, attribute, value or code.
        """
        talk = self._talk(query, document)
        # Turns that are not shown still tell what an answer beside them is about.
        shown = self._shown(talk, interviewers=interviewers, where=where, code=code)
        return talk.found(talk.ask(query), shown, limit=limit, explain=explain)

    def like(
        self,
        passage: str,
        *,
        limit: int = 10,
        document: str | None = None,
        interviewers: bool = True,
        where: Where | None = None,
        code: str | None = None,
        explain: bool = False,
    ) -> "pd.DataFrame":
        """The passages that are like one, best first; not itself, nor those beside it.

        Parameters
        ----------
        passage : the id of a turn or segment, or any text.
        limit, document, interviewers, where, code, explain : as in a search.

        Raises
        ------
        InputError
            The text is empty, or there is no such turn, document, attribute, value or code.
        """
        talk = self._talk(passage)
        shown = self._shown(talk, interviewers=interviewers, where=where, code=code)
        if document is not None:
            shown &= talk.said_in(document)
        return talk.found(talk.like(passage), shown, limit=limit, explain=explain)

    def against(
        self,
        finding: str,
        *,
        stance: str | None = None,
        limit: int = 10,
        document: str | None = None,
        where: Where | None = None,
        explain: bool = False,
    ) -> "pd.DataFrame":
        """Negative cases of a finding: what participants said near it that does not bear it out.

        Near in topic are the twenty passages, or the 5%, that are likest to the finding, and those
        that have its code. "contrary" is a near one with a coding in force, of the finding's code
        or one below it, whose stance is the other one or mixed, or which challenges a link of the
        theory of change. "uncoded" is a near one without such a code: whether it speaks against
        the finding is for a person to read. A finding in words has no code: of a near passage any
        coding counts. A passage that bears the finding out and nothing else is no case.

        Parameters
        ----------
        finding : the id of a code, or a statement in words.
        stance : the finding's, "barrier" or "facilitator". By default the one that is commoner
            among the codings of the code, or of the near passages of a statement.
        limit : how many passages of either kind at most.
        document, where, explain : as in a search.

        Returns
        -------
        DataFrame
            As of a search, with `case` ("contrary" or "uncoded") and `told`: in what it is
            contrary, or which other codes it has. Contrary ones come first.

        Raises
        ------
        InputError
            The finding is empty, its codings are as often of either stance, or there is no such
            stance, document, attribute or value.
        """
        from alnqual.study.contrary import negative_cases

        talk = self._talk(finding, document)
        shown = self._shown(talk, interviewers=False, where=where, code=None)
        return negative_cases(talk, finding, stance, shown=shown, limit=limit, explain=explain)

    def concordance(
        self,
        phrase: str,
        *,
        document: str | None = None,
        interviewers: bool = True,
        where: Where | None = None,
        code: str | None = None,
        width: int = 60,
    ) -> "pd.DataFrame":
        """Every place where a phrase stands, in line with its context.

        English words match by their stem, Welsh ones whatever their mutation; a term of the study's
        glossary is found in both languages. See `alnqual.search.concordance`.

        Parameters
        ----------
        document, interviewers, where, code : as in a search.
        width : characters of context on each side.

        Raises
        ------
        InputError
            The phrase holds no word, or there is no such document, attribute, value or code.
        """
        from alnqual.codebook import read_glossary
        from alnqual.search import concordance

        talk = self._talk(phrase, document)
        shown = self._shown(talk, interviewers=interviewers, where=where, code=code)
        glossary = read_glossary(self._workspace.glossary)
        return concordance(talk.turns[shown], phrase, glossary=glossary, width=width)

    def page(self, found: "pd.DataFrame", asked: str, path: str | Path) -> None:
        """Write passages as a page of HTML, in the order of the frame; only its owner may read it.

        Parameters
        ----------
        found : as a search gives it, explained or not.
        asked : what was asked, as the page's heading has it.

        Raises
        ------
        InputError
            The name does not end in .html, or lies among the study's own files.
        StageError
            The file cannot be written; the old one stands.
        """
        from alnqual.reporting.search_page import make_page, write_page
        from alnqual.study.exporting import record_export, refuse_to_replace

        workspace, target = self._workspace, Path(path)
        if target.suffix.lower() != ".html":
            raise InputError("the name must end in .html", where=target, do="Mend the name.")
        refuse_to_replace(workspace, target, overwrite=True)
        turns, synthetic = workspace.tables.read("turns"), workspace.settings.study.synthetic
        write_page(make_page(found, asked, turns=turns, synthetic=synthetic), target)
        record_export(workspace, target)

    def round(
        self, found: "pd.DataFrame", identity: str, *, coders: Sequence[str], title: str = ""
    ) -> Path:
        """Write a coding round of just these passages, for each of the coders; its file.

        `alnqual annotate push` then puts them before the coders.

        Raises
        ------
        InputError
            Nothing was found, there is such a round, its id or a coder does not do, or there are
            no coders.
        """
        from alnqual.study.planning import write_passages

        return write_passages(self._workspace, identity, found, coders=coders, title=title)

    def _talk(self, query: str, document: str | None = None) -> Talk:
        if not any(letter.isalnum() for letter in query):
            raise InputError("the query is empty", do="Ask a question or give a phrase.")
        return Talk(self._workspace, document)

    def _shown(
        self, talk: Talk, *, interviewers: bool, where: Where | None, code: str | None
    ) -> "pd.Series":
        return chosen(
            self._workspace, talk.turns, interviewers=interviewers, where=where, code=code
        )
