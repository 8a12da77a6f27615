"""The commands: thin, and quick to start (nothing heavy is imported before it is needed)."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import cli_jobs
from app.errors import AppError

app = typer.Typer(
    name="rehearse",
    help="Practise staying an individual contributor with a simulated boss.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="Look after the store.", no_args_is_help=True)
app.add_typer(db, name="db")
users = typer.Typer(help="Look after accounts.", no_args_is_help=True)
app.add_typer(users, name="users")
app.add_typer(cli_jobs.jobs, name="jobs")
app.command("worker")(cli_jobs.worker)
rubrics = typer.Typer(help="Look after rubrics.", no_args_is_help=True)
app.add_typer(rubrics, name="rubric")
privacy = typer.Typer(help="Hand over or erase what is kept of somebody.", no_args_is_help=True)
app.add_typer(privacy, name="privacy")

RUBRIC = "declining-promotion"


SpeakerChoice = Literal["authored", "prompted"]
JudgeChoice = Literal["embedded", "llm"]
FormatChoice = Literal["md", "json", "csv", "pdf"]
PaperChoice = Literal["a4", "letter"]

RoleChoice = Literal["learner", "trainer", "admin"]

Name = Annotated[str, typer.Argument(help="The name that they sign in with.")]
RoleOption = Annotated[RoleChoice, typer.Option("--role", help="What they may do.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line a record.")]
Rubric = Annotated[str, typer.Option(help="The rubric to score by.")]
Judge = Annotated[JudgeChoice | None, typer.Option(help="Default: llm if an endpoint is set.")]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let other machines in without accounts or https.")
    ] = False,
) -> None:
    """Open the practice room in the browser (the default command)."""
    from app import bootstrap
    from app.config import Settings
    from app.watching import logs
    from app.web.server import serve as run

    settings = Settings()
    logs.begin(settings.log, settings.log_level, bootstrap.secrets(settings))
    with (
        bootstrap.watched(settings) as (watch, metrics),
        bootstrap.rehearsals(settings, watch=watch) as use_case,
    ):
        metrics.watch_over(lambda: use_case.on_their_way)
        use_case.jobs.resume_all()
        run(use_case, settings, host, port, browser, metrics, insecure=insecure)


@app.command()
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Persona files, rubric folders; with --measure also ids; default: all."
        ),
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Let scripted learners talk to bosses, and report.")
    ] = False,
    speaker: Annotated[SpeakerChoice | None, typer.Option(help="Who speaks to them.")] = None,
    per_kind: Annotated[
        int, typer.Option(min=0, help="At most so many learners of each kind; 0: all.")
    ] = 0,
) -> None:
    """Check persona and rubric files; prints file:line: problem."""
    if measure:
        from app.commands.measure import measure as report

        raise typer.Exit(report(paths or [], speaker, per_kind))
    from app.commands.check import check_paths

    raise typer.Exit(check_paths(paths or []))


@app.command()
def talk(
    persona: Annotated[str, typer.Option(help="The boss to talk to.")],
    script: Annotated[
        str | None, typer.Option(help="JSONL of {id, lines}, or - for standard input.")
    ] = None,
    speaker: Annotated[SpeakerChoice | None, typer.Option(help="Who speaks.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same boss.")] = None,
    json: Json = False,
) -> None:
    """Talk with a boss in the terminal, or play a script against one."""
    from app.commands import talk as command

    if script is None:
        command.chat(persona, speaker, seed, as_json=json)
    else:
        command.play(persona, script, speaker, seed, as_json=json)


@app.command()
def score(
    file: Annotated[str, typer.Argument(help="JSONL of {id, turns}, or - for standard input.")],
    rubric: Rubric = RUBRIC,
    judge: Judge = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Ask the judge that often.")] = 1,
    json: Json = False,
) -> None:
    """Score transcripts."""
    from rich.console import Console

    from app.commands.score import score_file

    score_file(file, rubric, judge, repeats, as_json=json, console=Console())


@app.command()
def agree(
    file: Annotated[str, typer.Argument(help="JSONL of {id, turns, levels}, or -.")],
    rubric: Rubric = RUBRIC,
    judge: Judge = None,
    confusion: Annotated[bool, typer.Option(help="Draw how the levels meet.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write a page about it, too.")] = None,
    json: Json = False,
) -> None:
    """Measure a judge against labelled transcripts."""
    from rich.console import Console

    from app.commands.agree import agree_file

    agree_file(
        file,
        rubric,
        judge,
        as_json=json,
        confusion=confusion,
        report=report,
        console=Console(),
    )


@app.command()
def calibrate(
    file: Annotated[str, typer.Argument(help="JSONL of {id, turns, levels, shown}, or -.")],
    rubric: Rubric = RUBRIC,
    judge: Annotated[Literal["llm"], typer.Option(help="The judge to calibrate.")] = "llm",
    method: Annotated[
        Literal["both", "odds", "checklist"], typer.Option(help="The way of asking to measure.")
    ] = "both",
) -> None:
    """Fit how the judging model's answers are read to labelled transcripts."""
    from rich.console import Console

    from app.commands.calibrate import calibrate_file

    calibrate_file(file, rubric, method, console=Console())


@app.command()
def export(
    rehearsal: Annotated[str, typer.Argument(help="The rehearsal's id; 'latest' for the last.")],
    format: Annotated[FormatChoice, typer.Option(help="The format.")] = "md",
    output: Annotated[Path | None, typer.Option(help="A file; default: standard output.")] = None,
    paper: Annotated[PaperChoice, typer.Option(help="The size of a PDF's pages.")] = "a4",
) -> None:
    """Write a rehearsal with its scorecard to a file or to standard output."""
    from app.commands.keep import export_rehearsal

    export_rehearsal(rehearsal, format, output, paper)


@app.command()
def demo(
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the demo's rehearsals out again.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same talks.")] = 1,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="Over how many weeks.")] = 9,
) -> None:
    """Fill the store with made-up rehearsals over some weeks, to look around."""
    from app.commands import demo as command

    if remove:
        command.remove()
    else:
        command.fill(seed, weeks)


@rubrics.command("learn")
def rubric_learn(
    rubric: Annotated[str, typer.Option(help="The rubric whose corrections to learn.")] = RUBRIC,
    output: Annotated[
        Path | None, typer.Option(help="A folder for a copy of the rubric; default: its own.")
    ] = None,
    refit: Annotated[bool, typer.Option("--refit", help="Fit the embedded judge anew.")] = False,
    labelled: Annotated[
        str | None, typer.Option(help="JSONL of {id, turns, levels}: measure before and after.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write before and after as a page.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the examples and write nothing.")
    ] = False,
) -> None:
    """Turn the trainers' corrections into examples that the embedded judge learns from."""
    if labelled and not refit:
        raise typer.BadParameter("--labelled measures what --refit changes: give both.")
    if labelled == "-":
        raise typer.BadParameter("--labelled is read before and after: give a file, not -.")
    if report and not labelled:
        raise typer.BadParameter("--report needs --labelled FILE to measure with.")
    if dry_run and refit:
        raise typer.BadParameter("--dry-run writes nothing, so there is nothing to --refit.")
    from rich.console import Console

    from app.commands.learn import Refit, learn

    again = Refit(labelled, report) if refit else None
    learn(rubric, output, again, dry_run=dry_run, console=Console())


@users.command("add")
def users_add(
    name: Name,
    role: RoleOption = "learner",
    link: Annotated[
        bool, typer.Option("--link", help="Print a link instead of asking for a password.")
    ] = False,
) -> None:
    """Make an account; the password is asked for, or chosen through a link that works once."""
    from app.commands.users import add

    add(name, role, link=link)


@users.command("list")
def users_list() -> None:
    """List all accounts."""
    from app.commands.users import show

    show()


@users.command("disable")
def users_disable(name: Name) -> None:
    """Shut an account and end its visits; nothing is deleted."""
    from app.commands.users import disable

    disable(name)


@users.command("enable")
def users_enable(name: Name) -> None:
    """Open an account again."""
    from app.commands.users import enable

    enable(name)


@users.command("role")
def users_role(name: Name, role: Annotated[RoleChoice, typer.Argument(help="The role.")]) -> None:
    """Change what somebody may do."""
    from app.commands.users import give_role

    give_role(name, role)


@users.command("reset")
def users_reset(name: Name) -> None:
    """Print a link with which somebody chooses a new password, once, within a day."""
    from app.commands.users import reset

    reset(name)


@users.command("invite")
def users_invite(role: RoleOption = "learner") -> None:
    """Print a link with which one person makes an account, within seven days."""
    from app.commands.users import invite

    invite(role)


@users.command("adopt")
def users_adopt(name: Name) -> None:
    """Give the rehearsals from before there were accounts to somebody."""
    from app.commands.users import adopt

    adopt(name)


@app.command()
def usage(
    days: Annotated[int, typer.Option(min=1, max=3660, help="Over how many days.")] = 7,
    json: Json = False,
) -> None:
    """Show what calls to language models took, by day, user and model."""
    from rich.console import Console

    from app.commands.usage import show

    show(days, as_json=json, console=Console())


@privacy.command("download")
def privacy_download(
    owner: Annotated[str, typer.Argument(help="Whose; 'local' where there are no accounts.")],
    output: Annotated[Path | None, typer.Option(help="A new zip file.")] = None,
) -> None:
    """Write all that is kept of somebody to a zip file."""
    from app.commands.privacy import download

    download(owner, output)


@privacy.command("erase")
def privacy_erase(
    owner: Annotated[str, typer.Argument(help="Whose; 'local' where there are no accounts.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase all that is kept of somebody, for good."""
    from app.commands.privacy import erase

    erase(owner, sure=yes)


@privacy.command("tidy")
def privacy_tidy() -> None:
    """Remove what is past its time now, as the room does every day."""
    from app.commands.privacy import tidy

    tidy()


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the store's schema up to date."""
    from app.commands.keep import upgrade

    upgrade()


@db.command("backup")
def db_backup(
    target: Annotated[Path, typer.Argument(help="A new file for the copy.")],
) -> None:
    """Copy the store to one new file, while it is in use."""
    from app.commands.keep import backup

    backup(target)


@db.command("restore")
def db_restore(
    backup: Annotated[Path, typer.Argument(help="A file that `rehearse db backup` made.")],
) -> None:
    """Put a backup in the place of the store, of whatever kind; the app must be stopped."""
    from app.commands.keep import restore

    restore(backup)


def main() -> None:
    """Run `rehearse`; without a command it serves."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # for terminals that know few signs
    arguments = sys.argv[1:]
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("--help", "-h")):
        arguments = ["serve", *arguments]
    try:
        app(args=arguments, prog_name="rehearse")
    except AppError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
