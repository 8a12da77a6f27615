"""docs/personas-report.md, measured anew: python -m bench.personas [--prompted [PERSONA ...]].

With --prompted the bosses, or those that are named, speak through the small real model of the
tests (a few talks each; minutes a boss), else that part of the page is left as it is.
"""

from __future__ import annotations

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


def prompted(names: list[str]) -> str:
    """Measure the prompted speaker with the small real model: the bosses named, or all."""
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
            "REHEARSE_FIRST_TOKEN_TIMEOUT": "300",
            "REHEARSE_REPLY_TIMEOUT": "400",
        }
        found = []
        for report in reports([Path(name) for name in names], "prompted", told):
            found.append(report)
            print(report.persona.id, f"role kept in {report.role_kept:.0%} of talks", flush=True)
            for talk in (*report.talks, report.long_talk):
                for text in talk.out_of_role:
                    print(f"  {talk.learner.id}: {text}", flush=True)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, SmolLM2-135M-Instruct (Q4_1), one talk each of: "
        f"{', '.join(kind.replace('_', ' ') for kind in FEW)}.\n\n{as_markdown(found)}\n\n"
        f"{who_spoke(found)}"
    )


def who_spoke(found: list[Report]) -> str:
    """Say how often the model's words stood and why they did not, as the log has it."""
    origins = Counter(
        origin.partition(": ")[2] or "the model's own words"
        for report in found
        for talk in report.talks
        for origin in talk.origins
    )
    lines = [f"- {number} turns: {reason}" for reason, number in origins.most_common()]
    return "Who spoke, and why the authored line was said instead:\n\n" + "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Measure and write the page."""
    page = PAGE.read_text("utf-8")
    if arguments[:1] == ["--prompted"]:
        page = written_between(page, "prompted", prompted(arguments[1:]))
    PAGE.write_text(written_between(page, "authored", authored()), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
