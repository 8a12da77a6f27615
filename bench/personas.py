"""docs/personas-report.md, measured anew: python -m bench.personas [--prompted [PERSONA ...]].

With --prompted the bosses, or those that are named, speak through the small real model of the
tests (a few talks each; minutes a boss), else that part of the page is left as it is.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from app.boss.measure import Kind, Report
from app.commands.measure import as_markdown, learners, reports
from tests.real_model.conftest import KEY, NAME, running_llama

PAGE = Path(__file__).parents[1] / "docs" / "personas-report.md"
KEPT = Path(__file__).with_name("prompted.json")
"""What was found of the prompted speaker, by boss."""
FEW: tuple[Kind, ...] = ("strong", "polite", "pressure", "accepts", "role_breaking")
"""Learners for the slow prompted speaker, one of each."""


def written_between(page: str, name: str, text: str) -> str:
    """Return the page with `text` between its marks called `name`."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{text}\n{end}{after}"


def authored() -> str:
    """Measure the authored speaker with all scripts."""
    found = list(reports([], None, learners()))
    took = max(report.milliseconds for report in found)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {len(learners())} scripts, seed 1.\n\n"
        f"{as_markdown(found)}\n\nDirector and authored reply: {took:.1f} ms at most (median of a "
        "boss's turns, without the judge's 3 ms)."
    )


def measure_prompted(names: list[str]) -> None:
    """Measure the prompted speaker with the small real model: the bosses named, or all.

    Every boss takes minutes, so what is found is kept boss by boss in `KEPT`.
    """
    told = [one for one in learners(per_kind=1) if one.kind in FEW]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_llama(Path(folder) / "server.log") as llama,
    ):
        os.environ |= {
            "OPENAI_BASE_URL": llama.url,
            "OPENAI_API_KEY": KEY,
            "REHEARSE_MODEL": NAME,
            "REHEARSE_CONTEXT_TOKENS": "4096",
            # A cold prompt takes its time on two cores.
            "REHEARSE_FIRST_TOKEN_TIMEOUT": "3000",
            "REHEARSE_REPLY_TIMEOUT": "4000",
        }
        for report in reports([Path(name) for name in names], "prompted", told):
            keep(report)


def keep(report: Report) -> None:
    """Keep what was found of a boss, and print what a boss would not say."""
    print(report.persona.id, f"role kept in {report.role_kept:.0%} of talks", flush=True)
    for talk in (*report.talks, report.long_talk):
        for text in talk.out_of_role:
            print(f"  {talk.learner.id}: {text}", flush=True)
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    kept[report.persona.id] = {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "table": as_markdown([report]),
        "who spoke": who_spoke(report),
    }
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


def who_spoke(report: Report) -> dict[str, int]:
    """Count whose words stood, and why the model's did not, as the log has it."""
    return Counter(
        origin.partition(": ")[2] or "the model's own words"
        for talk in report.talks
        for origin in talk.origins
    )


def prompted() -> str:
    """Return what is kept of the prompted speaker."""
    kept = json.loads(KEPT.read_text("utf-8")).values()
    days = sorted({one["day"] for one in kept})
    tables = [one["table"].splitlines() for one in kept]
    rows = sorted((table[2] for table in tables), key=lambda row: (row.split("|")[2], row))
    surprises = [line for table in tables for line in table[3:] if line]
    spoke: Counter[str] = sum((Counter(one["who spoke"]) for one in kept), Counter())
    return "\n".join(
        [
            f"{' and '.join(days)}, SmolLM2-135M-Instruct (Q4_1), one talk each of: "
            f"{', '.join(kind.replace('_', ' ') for kind in FEW)}.",
            "",
            *tables[0][:2],
            *rows,
            "",
            *surprises,
            "",
            "Who spoke, and why the authored line was said instead:",
            "",
            *(f"- {number} turns: {reason}" for reason, number in spoke.most_common()),
        ]
    )


def main(arguments: list[str]) -> None:
    """Measure and write the page."""
    page = PAGE.read_text("utf-8")
    if arguments[:1] == ["--prompted"]:
        measure_prompted(arguments[1:])
        page = written_between(page, "prompted", prompted())
    PAGE.write_text(written_between(page, "authored", authored()), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
