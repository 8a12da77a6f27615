"""Agreement before and after the judge learned corrections, side by side."""

from __future__ import annotations

from rich.table import Table

from app.commands.agree import Measured, figure
from app.judge.agreement import Agreement

HEADINGS = ("QWK", "exact", "within one", "bias", "not scored")


def before_and_after(before: Measured, after: Measured) -> Table:
    """Return the table for a terminal: two rows a criterion."""
    table = Table(title=f"Against {len(after.labelled)} labelled transcripts", title_justify="left")
    for place, heading in enumerate(("criterion", "", *HEADINGS)):
        table.add_column(heading, justify="right" if place > 1 else "left")
    for criterion, one in before.agreements.items():
        table.add_row(criterion, "before", *_figures(one))
        table.add_row("", "after", *_figures(after.agreements[criterion]))
    return table


def page(before: Measured, after: Measured, source: str) -> str:
    """Return the page that `--report` writes, in Markdown."""
    sections = [
        f"# {after.rubric.title}: the embedded judge before and after it learned corrections",
        f"Written by `rehearse rubric learn --refit --labelled {source} --report`, against "
        f"{len(after.labelled)} labelled transcripts. Before: {before.judge.model} "
        f"({before.judge.hash}). After: {after.judge.model} ({after.judge.hash}).",
        _levels(before, after),
    ]
    if after.behaviours:
        sections += ["## Behaviours, F1 per transcript", _behaviours(before, after)]
    return "\n\n".join(sections) + "\n"


def _levels(before: Measured, after: Measured) -> str:
    rows = [
        f"| criterion | {' | '.join(f'{one} before | {one} after' for one in HEADINGS)} |",
        "|---" * (1 + 2 * len(HEADINGS)) + "|",
    ]
    for criterion, one in before.agreements.items():
        pairs = zip(_figures(one), _figures(after.agreements[criterion]), strict=True)
        cells = " | ".join(f"{was} | {is_}" for was, is_ in pairs)
        rows.append(f"| {after.rubric.criterion(criterion).title} | {cells} |")
    return "\n".join(rows)


def _behaviours(before: Measured, after: Measured) -> str:
    was, found = before.behaviours, after.behaviours
    rows = ["| behaviour | labelled | before | after | change |", "|---|---|---|---|---|"]
    for behaviour in after.rubric.behaviours:
        old, new = was[behaviour.id].f1, found[behaviour.id].f1
        labelled = found[behaviour.id].labelled
        rows.append(
            f"| {behaviour.label} | {labelled} | {old:.2f} | {new:.2f} | {new - old:+.2f} |"
        )
    old, new = (sum(one.f1 for one in side.values()) / len(side) for side in (was, found))
    rows.append(f"| **mean** | | {old:.2f} | **{new:.2f}** | {new - old:+.2f} |")
    return "\n".join(rows)


def _figures(one: Agreement) -> tuple[str, ...]:
    return (
        figure(one.qwk),
        f"{one.exact:.2f}",
        f"{one.within_one:.2f}",
        f"{one.bias:+.2f}",
        str(one.unscored),
    )
