"""How far a study's coders agree: `study.agreement()` and what else can be asked of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from alnqual.codebook import Codebook
from alnqual.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.coding.agreement import Coded
    from alnqual.coding.agreement.judgements import Judgements


ADJUDICATED = "(adjudicated)"
"""What was decided, as a coder to compare with; no coder can be called that."""


class Agreement:
    """Agreement between a study's coders, measured when it is asked for.

    Examples
    --------
    >>> study.agreement(by="pair")                              # doctest: +SKIP
    >>> study.agreement(unit="span").set_index("code")          # doctest: +SKIP
    """

    def __init__(self, workspace: Workspace, codebook: Codebook) -> None:
        self._workspace = workspace
        self._codebook = codebook

    def __call__(
        self,
        *,
        round: str | None = None,
        by: str = "code",
        unit: str | None = None,
        depth: int | None = None,
    ) -> "pd.DataFrame":
        """Every coefficient, with its 95% interval and what it means.

        Parameters
        ----------
        round : only this one; by default all.
        by : "code", "pair" (of coders), "document", "language" or "round".
        unit : "turn", "segment", "document" or "span" (passages, in words); by default the setting
            `agreement.unit`.
        depth : codes below this level count as the code at it; 1 is the top level.

        Returns
        -------
        DataFrame
            A row a code, pair, ...; columns as `alnqual.coding.agreement.measure`, or
            `measure_spans` for spans. A missing value has its reason.

        Raises
        ------
        InputError
            There is no such round, unit or depth; or, other than by code, no document was handed in
            by two coders.
        """
        from alnqual.coding.agreement import measure, measure_spans

        settings = self._workspace.settings.agreement
        unit = unit or settings.unit
        coded = self.coded(unit).of_round(round)
        more = {"depth": depth, "resamples": settings.resamples, "seed": settings.seed}
        if unit == "span":
            return measure_spans(coded, by=by, **more)  # type: ignore[arg-type]
        return measure(coded, by=by, unit=unit, **more)  # type: ignore[arg-type]

    def family(self, *, parent: str | None = None, round: str | None = None) -> "pd.DataFrame":
        """Krippendorff's unitizing family of 2016 on sibling codes, taken as one choice a word.

        Parameters
        ----------
        parent : the codes just below it; by default the top level of the codebook.
        round : only this one.

        Returns
        -------
        DataFrame
            u-alpha, |u-alpha, cu-alpha and (k)u-alpha; see `coding.agreement.measure_family`.

        Raises
        ------
        InputError
            There is no such round or parent, or no document was handed in by two coders.
        """
        from alnqual.coding.agreement import measure_family

        return measure_family(self.coded().of_round(round), parent=parent)

    def coded(self, unit: str = "turn") -> "Coded":
        """The coders' codings and hand-ins, in the codebook and the texts of now."""
        from alnqual.coding import read_rounds
        from alnqual.coding.agreement import Coded
        from alnqual.coding.in_force import coders_codings, submissions_in_force

        return Coded(
            codebook=self._codebook,
            codings=coders_codings(self._workspace)[0],
            submissions=submissions_in_force(self._workspace),
            places=self._workspace.tables.read("segments" if unit == "segment" else "turns"),
            rounds=read_rounds(self._workspace) if self._workspace.coders.is_file() else [],
        )

    def page(self, path: str | Path | None = None, *, round: str | None = None) -> Path:
        """Write everything about agreement as one HTML page, and say where.

        Parameters
        ----------
        path : by default agreement.html among the study's reports.
        round : only this one.

        Raises
        ------
        StageError
            The file cannot be written; the old one stands.
        """
        from alnqual.reporting.agreement_page import PAGE, AgreementPage, write_page

        settings, groups = self._workspace.settings, self._groups(round)
        found = AgreementPage(
            title=settings.report.title or settings.study.title,
            synthetic=settings.study.synthetic,
            names=settings.study.names,
            round=round or "",
            unit=settings.agreement.unit,
            codebook=self._codebook,
            codes=self(round=round),
            spans=self(round=round, unit="span"),
            family=self.family(round=round) if groups else None,
            groups=groups,
            confusion=self.confusion(round=round),
            overlapping=self.overlapping_definitions(round=round),
            enough=self.enough(round=round),
            drift=self.drift(round=round),
            series=self.drift_series(round=round),
            apart=self.disagreements(round=round),
            left_out=self.left_out(round=round),
            calibration=self.calibration_set(round=round),
        )
        target = Path(path) if path else self._workspace.reports_out / PAGE
        write_page(found, target)
        return target

    def confusion(self, *, round: str | None = None) -> "pd.DataFrame":
        """Codes by codes: how often two coders gave them in each other's place ("": gave none)."""
        from alnqual.coding.agreement.confusion import confusion

        return confusion(self._decided(round))

    def overlapping_definitions(self, *, round: str | None = None) -> "pd.DataFrame":
        """Pairs of codes that are confused and whose definitions are alike, the worst first."""
        from alnqual.coding.agreement.confusion import confusion, overlapping_definitions
        from alnqual.embedding import Encoder

        settings = self._workspace.settings.encoder
        encoder = Encoder(settings.model, cache=self._workspace.cache / "embeddings")
        table = confusion(self._decided(round))
        texts = [f"{c.name['en']}. {c.definition} {c.include}" for c in self._codebook]
        vectors = encoder.encode(texts)
        return overlapping_definitions(table, vectors @ vectors.T)

    def enough(self, *, round: str | None = None) -> "pd.DataFrame":
        """The width of alpha's interval against the number of double-coded documents."""
        from alnqual.coding.agreement.enough import interval_widths

        settings = self._workspace.settings.agreement
        return interval_widths(
            self._decided(round), resamples=settings.resamples, seed=settings.seed
        )

    def drift(self, *, round: str | None = None, adjudicated: bool = False) -> "pd.DataFrame":
        """Changes in each coder's agreement on each code over time, the surest first.

        With the other coders, or (`adjudicated`) with what was decided about their documents.
        """
        from alnqual.coding.agreement.drift import drift

        decided, order = self._over_time(round, adjudicated=adjudicated)
        against = ADJUDICATED if adjudicated else None
        return drift(decided, order, against=against, seed=self._workspace.settings.agreement.seed)

    def drift_series(
        self, *, round: str | None = None, adjudicated: bool = False
    ) -> "pd.DataFrame":
        """What `drift` looks at: each coder's marks of each code, document by document."""
        from alnqual.coding.agreement.drift import drift_series

        decided, order = self._over_time(round, adjudicated=adjudicated)
        return drift_series(decided, order, against=ADJUDICATED if adjudicated else None)

    def _over_time(
        self, round: str | None, *, adjudicated: bool
    ) -> "tuple[Judgements, dict[str, list[str]]]":
        """The judgements to compare, and each coder's documents in the order of work."""
        from alnqual.coding.agreement.drift import working_order

        unit = self._workspace.settings.agreement.unit
        coded = self.coded(unit).of_round(round)
        compared = self._with_adjudicated(coded) if adjudicated else coded
        decided = compared.judgements(unit, depth=None, ancestors=False)  # type: ignore[arg-type]
        return decided, working_order(coded.codings)

    def disagreements(self, *, round: str | None = None) -> "pd.DataFrame":
        """The passages on which coders differ, those first whose decision changes the most.

        Returns
        -------
        DataFrame
            A row a passage: `round`, `document`, `turn`, `start` and `end` in the document's text,
            `kinds` of difference, `figures` (how many codes' figures depend on it) and `alpha` (by
            how much agreement on one of its codes would rise). See `Rounds.disagreements`.
        """
        import pandas as pd

        from alnqual.coding.disagreements import KINDS, disagreements
        from alnqual.synthesis.voices import turn_voices

        coded = self.coded().of_round(round)
        voices = turn_voices(coded.places)
        rows = [
            (
                round_id, each.passage.document, each.passage.turn, each.passage.start,
                each.passage.end, "; ".join(KINDS[kind] for kind in each.kinds),
                len(each.figures), each.alpha,
            )
            for round_id in sorted({submission.round for submission in coded.submissions})
            for each in disagreements(
                coded.codings,
                coded.submissions,
                round_id=round_id,
                turns=coded.places,
                voices=voices,
                codebook=self._codebook,
            )
        ]  # fmt: skip
        columns = ["round", "document", "turn", "start", "end", "kinds", "figures", "alpha"]
        frame = pd.DataFrame(rows, columns=columns)
        order = ["figures", "alpha"]
        return frame.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)

    def left_out(self, *, round: str | None = None) -> dict[str, int]:
        """How many codings do not count, by reason."""
        return dict(sorted(self._decided(round).left_out.items()))

    def _with_adjudicated(self, coded: "Coded") -> "Coded":
        """Only adjudicated documents, with what was decided as one more coder's work."""
        from dataclasses import replace

        from alnqual.coding.adjudications import AdjudicationStore
        from alnqual.coding.in_force import adjudicated, codings_in_force

        store = AdjudicationStore(self._workspace.adjudications)
        handed = [s for s in store.read_submissions() if s.status == "submitted"]
        places = adjudicated(handed)
        decided = [
            replace(c, coder=ADJUDICATED)
            for c in codings_in_force(self._workspace)[0]
            if (c.round, c.document) in places
        ]
        theirs = [s for s in coded.submissions if (s.round, s.document) in places]
        return replace(
            coded,
            codings=[*coded.codings, *decided],
            submissions=[*theirs, *(replace(s, coder=ADJUDICATED) for s in handed)],
        )

    def calibration_set(self, *, round: str | None = None, size: int = 20) -> "pd.DataFrame":
        """Turns to code again together, for codes on which somebody has drifted or few agree."""
        from alnqual.coding.agreement.calibration import calibration_set

        return calibration_set(self._decided(round), self.drift(round=round), size=size)

    def _decided(self, round: str | None) -> "Judgements":
        unit = self._workspace.settings.agreement.unit
        coded = self.coded(unit).of_round(round)
        return coded.judgements(unit, depth=None, ancestors=False)  # type: ignore[arg-type]

    def _groups(self, round: str | None) -> "dict[str, pd.DataFrame]":
        """By pair, document, language and round, or nothing without double coding."""
        from alnqual.coding.agreement.judgements import handed_in

        if not handed_in(self.coded().of_round(round).submissions):
            return {}
        return {by: self(round=round, by=by) for by in ("pair", "document", "language", "round")}
