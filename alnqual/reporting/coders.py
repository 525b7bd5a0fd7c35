"""How far coders agree, as the report says it."""

from collections.abc import Sequence
from statistics import median, quantiles

from alnqual.reporting.evidence import Evidence
from alnqual.reporting.method import count
from alnqual.reporting.report import AgreementRow
from alnqual.synthesis.frames import records
from alnqual.synthesis.labels import plain


def agreement(evidence: Evidence) -> tuple[AgreementRow, ...]:
    """Agreement on every code that a coder used in a double-coded document."""
    names = evidence.settings.study.names
    return tuple(
        AgreementRow(
            code=row.code,
            name=evidence.codebook.label(row.code, names),
            depth=len(evidence.codebook.ancestors(row.code)),
            alpha=_known(row.alpha),
            low=_known(row.alpha_low),
            high=_known(row.alpha_high),
            kappa=_known(row.kappa),
            seconded=_known(row.positive),
            prevalence=_known(row.prevalence),
            bias=_known(row.bias),
            units=int(row.units),
            documents=int(row.documents),
            coders=int(row.coders),
            marked=int(row.marked),
            agreed=int(row.agreed),
            reason=plain(row.reason),
            reading=plain(row.reading),
        )
        for row in records(evidence["agreement"])
        if row.marked
    )


def agreement_summary(rows: Sequence[AgreementRow], evidence: Evidence) -> str:
    """One paragraph on how far coders agree, without thresholds."""
    leaves = {code.id for code in evidence.codebook.leaves}
    told = [row for row in rows if row.alpha is not None and row.code in leaves]
    if not told:
        return "Agreement cannot be told: no document was handed in by two coders."
    alphas = [row.alpha for row in told if row.alpha is not None]
    sure = [row for row in told if row.low is not None]
    above = sum(1 for row in sure if row.low is not None and row.low > 0)
    widths = [row.high - row.low for row in sure if row.high is not None and row.low is not None]
    first = rows[0]
    unit = evidence.settings.agreement.unit
    said = (
        f"Krippendorff’s alpha for each code, over {count(first.units, unit)} of participants in "
        f"{count(first.documents, 'document')} handed in by two coders or more: 1 is agreement on "
        "every one, 0 what coders reach who mark as often but at random. For the "
        f"{count(len(told), 'code')} at the foot of the tree for which it is defined the median is "
        f"{median(alphas):.2f}{_half(alphas)}. "
    )
    if sure:
        said += (
            f"The 95% intervals come from resampling documents and are {median(widths):.2f} wide "
            f"in the median; of {count(len(sure), 'code')} {above} lie wholly above what "
            "chance would give. "
        )
    return said + (
        "How much agreement is enough depends on what is concluded: a count of participants needs "
        "less than a quote’s place under one code rather than its neighbour. These are first "
        "codings, not yet discussed between the coders."
    )


def _half(alphas: Sequence[float]) -> str:
    if len(alphas) < 2:
        return ""
    low, _, high = quantiles(alphas, n=4, method="inclusive")
    return f"; half of them lie between {low:.2f} and {high:.2f}"


def _known(value: float) -> float | None:
    return float(value) if value == value else None
