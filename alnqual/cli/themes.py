"""alnqual themes"""

from typing import TYPE_CHECKING

import click

from alnqual.cli.common import json_option, open_study, show

if TYPE_CHECKING:
    import pandas as pd

    from alnqual.study.thematic import ThemeGaps

BY = ("sector", "role", "area", "phase", "language")
_SHOWN_TERMS, _SHOWN_PASSAGES = 20, 2


@click.group("themes", epilog="Example: alnqual themes show")
def command() -> None:
    """Themes that the topic model finds, and how they sit against the codebook."""


@command.command("find", epilog="Example: alnqual themes find")
@click.pass_context
def find(ctx: click.Context) -> None:
    """Fit the topic model (a stage of `alnqual run`)."""
    study = open_study(ctx)
    left_out = study.find_themes()
    click.echo(f"{len(study.themes)} themes; {len(left_out)} segments left out of the search")


@command.command("show", epilog="Example: alnqual themes show --json")
@json_option
@click.pass_context
def show_themes(ctx: click.Context, as_json: bool) -> None:
    """List the themes by size, with the code that is nearest to each.

    Names that people gave and that no theme bears any more are told on standard error."""
    study = open_study(ctx)
    show(
        study.themes,
        as_json=as_json,
        columns={
            "theme": "theme", "segments": "segments", "participants": "people",
            "similarity": "nearness", "nearest_code": "nearest code", "label": "label",
        },
    )  # fmt: skip
    for place in study.thematic.names():
        if place.theme is None:
            click.echo(f"No theme is called {place.name.name!r} now: {place.reason}.", err=True)


@command.command("gaps", epilog="Example: alnqual themes gaps --html")
@click.option("--html", "as_html", is_flag=True, help="Write the page theme-gaps.html, too.")
@json_option
@click.pass_context
def gaps(ctx: click.Context, as_html: bool, as_json: bool) -> None:
    """Set themes against the codebook: what only one of the two holds.

    Themes that no code covers, with the command that adds each to the codebook; codes that no theme
    supports; codes that hold several themes; terms that people share and that neither codebook nor
    glossary uses."""
    from alnqual.study.theme_pages import gaps_as_data

    study = open_study(ctx)
    found = study.thematic.gaps()
    if as_html:
        click.echo(f"Written: {study.thematic.page(found)}", err=as_json)
    if as_json:
        show(gaps_as_data(found), as_json=True)
    else:
        _print_gaps(found)


@command.command("map", epilog="Example: alnqual themes map")
@click.pass_context
def draw_map(ctx: click.Context) -> None:
    """Write a map of the passages: theme-map.html, to search and zoom, and pictures for print."""
    for path in open_study(ctx).thematic.map():
        click.echo(f"Written: {path}")


@command.command("rates", epilog="Example: alnqual themes rates --by sector --theme 3")
@click.option("--by", type=click.Choice(BY), help="By default everybody together.")
@click.option("--theme", type=int, help="Only this theme.")
@json_option
@click.pass_context
def rates(ctx: click.Context, by: str | None, theme: int | None, as_json: bool) -> None:
    """How common themes are, with 95% intervals over documents (in surveys, respondents).

    'spread' is the share of documents that hold the theme, 'rate' its share of the words."""
    study = open_study(ctx)
    _show_rates(
        study.themes,
        study.thematic.rates(by=by),
        theme=theme,
        as_json=as_json,
        columns={
            "group": by or "group", "units": "units", "of_units": "of", "spread": "spread",
            "spread_low": "from", "spread_high": "to", "rate": "rate", "rate_low": "from ",
            "rate_high": "to ", "label": "label",
        },
    )  # fmt: skip


@command.command("change", epilog="Example: alnqual themes change --before 2 --after 4")
@click.option("--before", default="", metavar="PHASE", help="By default the first phase.")
@click.option("--after", default="", metavar="PHASE", help="By default the last phase.")
@json_option
@click.pass_context
def change(ctx: click.Context, before: str, after: str, as_json: bool) -> None:
    """How each theme's share of the words changed from one phase to another.

    The interval resamples documents within each phase; 'p adjusted' allows for there being many
    themes."""
    study = open_study(ctx)
    _show_rates(
        study.themes,
        study.thematic.change(before, after),
        as_json=as_json,
        columns={
            "before": "before", "after": "after", "change": "change", "change_low": "from",
            "change_high": "to", "p_adjusted": "p adjusted", "spread_before": "spread before",
            "spread_after": "after ", "label": "label",
        },
    )  # fmt: skip


@command.command("course", epilog="Example: alnqual themes course --theme 3")
@click.option("--theme", type=int, help="Only this theme.")
@json_option
@click.pass_context
def course(ctx: click.Context, theme: int | None, as_json: bool) -> None:
    """When themes come up: their share of the words of each tenth of interviews and workshops."""
    study = open_study(ctx)
    _show_rates(
        study.themes,
        study.thematic.course(),
        theme=theme,
        as_json=as_json,
        columns={
            "part": "tenth", "documents": "documents", "rate": "rate", "rate_low": "from",
            "rate_high": "to", "label": "label",
        },
    )  # fmt: skip


@command.command("rename", epilog='Example: alnqual themes rename 3 "Time for the ALNCo role"')
@click.argument("theme", type=int)
@click.argument("name")
@click.pass_context
def rename(ctx: click.Context, theme: int, name: str) -> None:
    """Give THEME a name of yours, kept in codebook/theme_names.csv.

    The theme is found again when themes are found anew, by the segments that it holds now."""
    open_study(ctx).thematic.rename(theme, name)
    click.echo(f"Theme {theme} is called {name!r} now. The report follows at the next run.")


@command.command("adopt", epilog="Example: alnqual themes adopt 3 --id activities.universal")
@click.argument("theme", type=int)
@click.option("--id", "code", default="", help="The code's id; by default a drafted one.")
@click.option("--name", default="", help="In English.")
@click.option("--name-cy", default="", help="In Welsh.")
@click.option("--definition", default="")
@click.pass_context
def adopt(
    ctx: click.Context, theme: int, code: str, name: str, name_cy: str, definition: str
) -> None:
    """Write a migration that adds THEME to the codebook as a code.

    What is not given is drafted from the theme's terms: rewrite it in codebook/changes.yaml before
    you make the migration."""
    touched = open_study(ctx).thematic.adopt(
        theme, code=code, name=name, name_cy=name_cy, definition=definition
    )
    click.echo(f"Written down, not made yet.\n{touched}")
    click.echo(
        "Rewrite its definition in codebook/changes.yaml, then make it: alnqual codebook migrate. "
        "Strike it out: alnqual codebook undo."
    )


def _show_rates(
    themes: "pd.DataFrame",
    found: "pd.DataFrame",
    *,
    columns: dict[str, str],
    as_json: bool,
    theme: int | None = None,
) -> None:
    labels = dict(zip(themes["theme"], themes["label"], strict=True))
    if theme is not None:
        found = found[found["theme"] == theme]
    labelled = found.assign(label=found["theme"].map(labels))
    show(labelled, as_json=as_json, columns={"theme": "theme"} | columns)


def _print_gaps(found: "ThemeGaps") -> None:
    from alnqual.synthesis.frames import records

    click.echo("Themes that no code covers")
    for row in records(found.candidates):
        sure = "surely" if row.sure else "perhaps"
        told = (
            f"codes of its subject mark {row.share:.0%} of {row.coded} coded passages, {sure} less "
            "than half"
            if row.judged_by == "codings" and row.coded
            else f"{row.coded} of {row.compared} passages are coded"
            if row.judged_by == "codings"
            else "no code is near in meaning"
        )
        click.echo(
            f"  {row.theme}: {row.label} ({row.segments} passages, {row.participants} people)"
        )
        click.echo(f"     {told}")
        quoted = [passage for passage in row.passages if passage.quotable]
        for passage in quoted[:_SHOWN_PASSAGES]:
            click.echo(f"     {passage.id}  {passage.attribution}\n       {passage.words}")
        click.echo(f"     {row.command}")
    _section("Codes that hold several themes", found.splits, {
        "code": "code", "theme": "theme", "codings": "codings", "of_codings": "of", "lift": "lift",
        "lift_low": "from", "lift_high": "to", "label": "label",
    })  # fmt: skip
    _section("Codes that no theme supports", found.unsupported, {
        "code": "code", "codings": "codings", "nearest_theme": "nearest theme",
        "similarity": "nearness", "why": "why",
    })  # fmt: skip
    terms = found.terms.head(_SHOWN_TERMS)
    terms = terms.assign(
        where=[", ".join(sectors) for sectors in terms["sectors"]],
        who=[", ".join(roles) for roles in terms["roles"]],
    )
    _section("Terms that people share and that codebook and glossary do not use", terms, {
        "term": "term", "people": "people", "documents": "documents", "phases": "by phase",
        "first_document": "first in", "spreading": "change", "theme": "theme", "where": "sectors",
        "who": "roles",
    })  # fmt: skip
    if len(found.terms) > _SHOWN_TERMS:
        click.echo(f"({len(found.terms)} in all: --json)")


def _section(title: str, frame: "pd.DataFrame", columns: dict[str, str]) -> None:
    click.echo(f"\n{title}")
    if frame.empty:
        click.echo("  none")
    else:
        show(frame, as_json=False, columns=columns)
