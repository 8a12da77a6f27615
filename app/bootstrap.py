"""The only place that builds concrete objects: settings in, a working app out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.after import AfterMeeting
from app.attempts import Attempts
from app.boss.authored import AuthoredSpeaker
from app.boss.speaker import Speaker
from app.budgets import Budgets, priced
from app.catalog.catalog import Catalog, shipped
from app.catalog.ledgers import load_budget, load_tariffs
from app.config import Settings
from app.demo.fill import Calendar, Demo
from app.domain.budget import Budget, Tariffs
from app.domain.conversation import SpeakerKind
from app.domain.scorecard import JudgeKind
from app.errors import SetupError
from app.judge.base import Judge
from app.judge.calibration import Calibrations
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import Encoder
from app.library import Library
from app.llm.base import ChatModel
from app.llm.masked import Masked
from app.llm.metered import Meter, Metered
from app.queue.base import Queue
from app.queue.inside import Inside
from app.rehearsal import Rehearsals, now
from app.replies import Speakers
from app.scoring import Scorer
from app.store.engine import passwords, sqlite_url
from app.store.repository import Store
from app.watching.logs import LogWatch
from app.watching.traces import to_collector
from app.watching.watch import Several, Watch
from app.work import Work

if TYPE_CHECKING:
    from app.llm.audio import EndpointAudio
    from app.llm.openai_compatible import OpenAICompatible
    from app.watching.metrics import Metrics

Models = Callable[[str], ChatModel]
"""The name of a model -> that model at the configured endpoint."""


def catalog(settings: Settings) -> Catalog:
    """Return the personas and rubrics of the configured folders. Raises `SetupError`."""
    return Catalog(*folders(settings))


def folders(settings: Settings) -> tuple[Path, Path]:
    """Return the folders of personas and rubrics. Raises `SetupError` if one is missing."""
    for folder in (settings.personas, settings.rubrics):
        if folder is not None and not folder.is_dir():
            raise SetupError(
                f"There is no folder {folder}. Create it, or unset REHEARSE_PERSONAS / "
                "REHEARSE_RUBRICS to use the shipped ones."
            )
    return settings.personas or shipped("personas"), settings.rubrics or shipped("rubrics")


def library(settings: Settings, store: Store, clock: Callable[[], datetime] = now) -> Library:
    """Return where trainers change personas and rubrics. Raises `SetupError`."""
    personas, rubrics = folders(settings)
    if settings.content == "files" or (settings.content == "auto" and not store.for_copies):
        return Library(store.content, personas, rubrics, clock)
    working = settings.data_dir / "content"
    shared = Library(store.content, working / "personas", working / "rubrics", clock, shared=True)
    shared.seed(personas, rubrics)
    return shared


def embedded_judge(settings: Settings, shelf: Catalog) -> EmbeddedJudge:
    """Return the embedded judge; its model is loaded at first use."""
    return EmbeddedJudge(Encoder(), shelf.rubric_folder, settings.data_dir / "judge")


def calibrations(settings: Settings) -> Calibrations:
    """Return what was measured of models as judges."""
    return Calibrations(settings.data_dir / "judge")


def database_url(settings: Settings) -> str:
    """Return the URL of the store; makes the data folder. Raises `SetupError`."""
    if settings.database_url:
        return settings.database_url.get_secret_value()
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Set REHEARSE_DATA_DIR to a folder that you can write to."
        ) from None
    if not os.access(folder, os.W_OK):
        raise SetupError(
            f"The data folder {folder} cannot be written to. "
            "Set REHEARSE_DATA_DIR to a folder that you can write to."
        )
    return sqlite_url(folder / "rehearsals.db")


def budgets(settings: Settings, store: Store, clock: Callable[[], datetime] = now) -> Budgets:
    """Return who counts calls to models and keeps them to the limits of the configured file.

    Raises `ContentFileError`, and `SetupError` where a price is missing.
    """
    budget = load_budget(settings.budgets) if settings.budgets else Budget()
    tariffs = load_tariffs(settings.tariffs) if settings.tariffs else Tariffs()
    if settings.endpoint:
        priced(budget, tariffs, {settings.model, settings.judge_model or settings.model})
    return Budgets(store.usage, clock, budget, tariffs)


class ChatModels:
    """The chat models of the configured endpoint, each built once.

    Boss and judge of one name share its connections, its circuit and what it has learned of the
    endpoint.
    """

    def __init__(self, settings: Settings, meter: Meter | None = None) -> None:
        """`meter` counts the calls, and refuses those that no budget covers."""
        self._settings, self._meter = settings, meter
        self._built: dict[str, OpenAICompatible] = {}

    def __call__(self, name: str) -> ChatModel:
        """Return the model called `name`. Raises `SetupError` if the settings are not usable."""
        if name not in self._built:
            from app.llm.openai_compatible import chat_model

            self._built[name] = chat_model(self._settings, name)
        built: ChatModel = self._built[name]
        built = Masked(built) if self._settings.mask == "on" else built
        return Metered(built, self._meter) if self._meter else built

    async def aclose(self) -> None:
        """Close the connections, in the event loop that opened them."""
        for model in self._built.values():
            await model.aclose()


def chat_models(settings: Settings) -> ChatModels:
    """Return the chat models of the configured endpoint."""
    return ChatModels(settings)


def speakers(
    settings: Settings, wanted: SpeakerKind | None = None, models: Models | None = None
) -> Speakers:
    """Return who can speak; `wanted` overrides the settings. Raises `SetupError`."""
    by_kind: dict[SpeakerKind, Speaker] = {"authored": AuthoredSpeaker()}
    if not settings.endpoint:
        if "prompted" in (wanted, settings.speaker):
            raise SetupError(
                "The prompted speaker needs an LLM endpoint. Set OPENAI_API_KEY, or "
                "OPENAI_BASE_URL for a local one, or use the authored speaker."
            )
        return Speakers(by_kind, "authored")
    from app.boss.prompted import PromptedSpeaker
    from app.boss.prompted_colleague import PromptedColleague

    model = (models or chat_models(settings))(settings.model)
    by_kind["prompted"] = PromptedSpeaker(model, context_tokens=settings.context_tokens)
    default: SpeakerKind = "authored" if settings.speaker == "authored" else "prompted"
    colleague = PromptedColleague(model) if (wanted or default) == "prompted" else None
    return Speakers(by_kind, wanted or default, model.label, colleague)


def judging_model(settings: Settings, models: Models) -> ChatModel:
    """Return the model that judges. Raises `SetupError` where there is no endpoint."""
    if not settings.endpoint:
        raise SetupError(
            "The LLM judge needs an LLM endpoint. Set OPENAI_API_KEY, or OPENAI_BASE_URL "
            "for a local one, or use the embedded judge."
        )
    return models(settings.judge_model or settings.model)


def scorer(
    settings: Settings,
    judge: EmbeddedJudge,
    wanted: JudgeKind | None = None,
    models: Models | None = None,
    *,
    rewriting: bool = False,
) -> Scorer:
    """Return who can judge; `wanted` overrides the settings. Raises `SetupError`.

    With `rewriting` a model says the line to redo better, which costs one more call a scorecard.
    """
    judges: dict[JudgeKind, Judge] = {"embedded": judge}
    label = "Embedded judge"
    if not settings.endpoint and "llm" not in (wanted, settings.judge):
        return Scorer(judges, "embedded", label)
    from app.judge.llm import LLMJudge
    from app.judge.rewrite import ModelRewriter

    model = judging_model(settings, models or chat_models(settings))
    judges["llm"] = LLMJudge(
        model,
        context_tokens=settings.context_tokens,
        method=settings.judge_method,
        calibrations=calibrations(settings),
    )
    default = wanted or ("embedded" if settings.judge == "embedded" else "llm")
    label = f"LLM judge: {model.label}" if default == "llm" else label
    rewriter = ModelRewriter(model, context_tokens=settings.context_tokens) if rewriting else None
    return Scorer(judges, default, label, rewriter)


def secrets(settings: Settings) -> list[str]:
    """Return what must not be seen in any log."""
    hidden = (settings.openai_api_key, settings.database_url, settings.metrics_token)
    known = [one.get_secret_value() for one in hidden if one is not None]
    if settings.database_url:
        known += passwords(settings.database_url.get_secret_value())
    return known


@contextmanager
def watched(settings: Settings) -> Iterator[tuple[Watch, Metrics]]:
    """Yield who hears what happens, and the numbers among them; sends the last traces.

    Raises `SetupError` when traces are wanted and OpenTelemetry is not installed.
    """
    from app.watching.metrics import Metrics

    metrics, traces = Metrics(), to_collector() if settings.traces else None
    try:
        yield Several([metrics, LogWatch(), *([traces] if traces else [])]), metrics
    finally:
        if traces:
            traces.close()


def voices(settings: Settings) -> EndpointAudio | None:
    """Return the endpoint's voices; None where it is not to be asked. Raises `SetupError`."""
    if settings.audio != "endpoint":
        return None
    if not settings.endpoint:
        raise SetupError(
            "REHEARSE_AUDIO=endpoint needs an endpoint. Set OPENAI_API_KEY, or OPENAI_BASE_URL for "
            "a local one, or REHEARSE_AUDIO=browser."
        )
    from app.llm.audio import endpoint_audio

    return endpoint_audio(settings)


def work(settings: Settings, store: Store, shelf: Catalog, models: Models) -> Work:
    """Return who does work in bulk, on one core: another worker beside it takes another one."""
    judge = EmbeddedJudge(Encoder(at_once=1), shelf.rubric_folder, settings.data_dir / "judge")
    scoring = scorer(settings, judge, models=models)
    after = AfterMeeting(store, shelf, scoring, Attempts(store, shelf).talk, now)
    return Work(store, shelf, scoring, after, now)


def queue(settings: Settings, store: Store, shelf: Catalog) -> Queue:
    """Return who is given work in bulk: the workers of a shared store, or a thread in here."""
    if store.for_copies:
        from app.queue.postgres import Procrastinated

        return Procrastinated(store.address)

    async def work_off() -> None:
        # Models of its own: an endpoint's connections belong to one event loop.
        models = ChatModels(settings, budgets(settings, store))
        try:
            await work(settings, store, shelf, models).all()
        finally:
            await models.aclose()

    return Inside(work_off)


class Crew(NamedTuple):
    """What a worker needs."""

    work: Work
    models: ChatModels
    """To be closed in the event loop that used them."""
    address: str | None
    """The database that hands out the work; None where the store itself does."""


@contextmanager
def crew(settings: Settings) -> Iterator[Crew]:
    """Yield what a worker needs, over an open store; closes the store at the end."""
    folders(settings)
    with closing(Store.open(database_url(settings))) as store:
        models = ChatModels(settings, budgets(settings, store))
        shelf = library(settings, store).catalog()
        queue(settings, store, shelf).prepare()
        address = store.address if store.for_copies else None
        yield Crew(work(settings, store, shelf, models), models, address)


@contextmanager
def rehearsals(
    settings: Settings,
    *,
    url: str | None = None,
    speaker: SpeakerKind | None = None,
    watch: Watch | None = None,
) -> Iterator[Rehearsals]:
    """Yield the whole use case over an open store; closes the store at the end."""
    folders(settings)
    with ExitStack() as stack:
        store = stack.enter_context(closing(Store.open(url or database_url(settings))))
        limits = budgets(settings, store)
        models, sound = ChatModels(settings, limits), voices(settings)
        who = speakers(settings, speaker, models)
        books = library(settings, store)
        shelf = books.catalog()
        judge = embedded_judge(settings, shelf)
        scoring = scorer(settings, judge, models=models, rewriting=True)
        bulk = queue(settings, store, shelf)
        stack.callback(bulk.close)

        async def aclose() -> None:
            await models.aclose()
            if sound:
                await sound.aclose()

        yield Rehearsals(
            store=store,
            catalog=shelf,
            library=books,
            speakers=who,
            scorer=scoring,
            notice=judge.notice,
            max_message=settings.max_message,
            aclose=aclose,
            voices=sound,
            watch=watch,
            model_there=lambda: judge.encoder.there,
            retention_days=settings.retention_days,
            budgets=limits,
            queue=bulk,
        )


@contextmanager
def demo(settings: Settings, *, url: str | None = None) -> Iterator[Demo]:
    """Yield what fills an open store with demo data; closes the store at the end.

    The boss is authored and the judge embedded, whatever the settings say: no endpoint is asked.
    """
    folders(settings)
    calendar = Calendar()
    store = Store.open(url or database_url(settings))
    try:
        books = library(settings, store)
        shelf = books.catalog()
        judge = embedded_judge(settings, shelf)
        here = Rehearsals(
            store=store,
            catalog=shelf,
            library=books,
            speakers=Speakers({"authored": AuthoredSpeaker()}, "authored"),
            scorer=Scorer({"embedded": judge}, "embedded", "Embedded judge"),
            notice=judge.notice,
            max_message=settings.max_message,
            clock=calendar,
        )
        yield Demo(here, calendar, store.demos)
    finally:
        store.close()
