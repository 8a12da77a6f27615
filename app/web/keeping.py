"""What the browser asks for outside of the pages: copies to keep, what is typed, and sound.

A reflection does not travel as a page's command: a command draws the page anew, which would take
the words from under the fingers that type them.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, FastAPI, HTTPException, Request, Response

from app.errors import AppError, NotFound, ReflectionRefused, VoiceRefused
from app.export import Copy, ExportFormat, PaperName
from app.rehearsal import Rehearsals
from app.web import words
from app.web.phrases import told
from app.web.visitor import language, owner
from app.web.words import t

MEDIA_TYPES: dict[ExportFormat, str] = {
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}

_LETTER = frozenset({"us", "ca", "mx", "ph", "cl", "co", "ve"})
"""Countries that print on Letter."""


def paper(accepted: str) -> PaperName:
    """Return the paper of a browser's first language and country: 'en-US,en;q=0.9' is Letter."""
    country = accepted.partition(",")[0].partition(";")[0].rpartition("-")[2]
    return "letter" if country.strip().lower() in _LETTER else "a4"


def add_routes(app: FastAPI, rehearsals: Rehearsals) -> None:
    """Add `/export/…`, `/privacy/everything.zip` and `/reflection/…` to `app`."""

    @app.get("/export/{rehearsal_id}.{form}")
    def export(
        request: Request, rehearsal_id: str, form: ExportFormat, paper_size: PaperName | None = None
    ) -> Response:
        words.speak(language(request))
        size = paper_size or paper(request.headers.get("accept-language", ""))
        try:
            copy = rehearsals.after.export(owner(request), rehearsal_id, form, size)
        except AppError as error:
            raise _refusal(error) from error
        return _download(copy, MEDIA_TYPES[form])

    @app.get("/privacy/everything.zip")
    def everything(request: Request) -> Response:
        try:
            copy = rehearsals.privacy.everything(owner(request))
        except AppError as error:
            raise _refusal(error) from error
        return _download(copy, "application/zip")

    @app.put("/reflection/{rehearsal_id}/{leaf_id}")
    def reflect(
        request: Request,
        rehearsal_id: str,
        leaf_id: str,
        text: Annotated[str, Body(media_type="application/json")],
    ) -> dict[str, str]:
        words.speak(language(request))
        try:
            rehearsals.after.reflect(owner(request), rehearsal_id, leaf_id, text)
        except AppError as error:
            raise _refusal(error) from error
        return {"said": t("Saved.") if text.strip() else t("Nothing is kept here now.")}


def add_voices(app: FastAPI, rehearsals: Rehearsals) -> None:
    """Add `/voice/…` to `app`: hearing and speaking through an endpoint."""

    @app.post("/voice/heard")
    async def heard(request: Request) -> dict[str, str]:
        kind = request.headers.get("content-type", "")
        try:
            return {"text": await rehearsals.voice.heard(await request.body(), kind)}
        except AppError as error:
            raise _refusal(error) from error

    @app.get("/voice/spoken/{rehearsal_id}/{turn_id}")
    async def spoken(request: Request, rehearsal_id: str, turn_id: str) -> Response:
        try:
            sound = await rehearsals.voice.spoken(owner(request), rehearsal_id, turn_id)
        except AppError as error:
            raise _refusal(error) from error
        # The words of a turn never change: what was heard once need not be asked for again.
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(sound, media_type="audio/mpeg", headers=headers)


def _download(copy: Copy, media_type: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{copy.name}"'}
    return Response(copy.content, media_type=media_type, headers=disposition)


def _refusal(error: AppError) -> HTTPException:
    """Return an error as an answer: what another owns is as good as missing."""
    if isinstance(error, NotFound):
        return HTTPException(404, told(error))
    refused = isinstance(error, ReflectionRefused | VoiceRefused)
    return HTTPException(422 if refused else 503, told(error))
