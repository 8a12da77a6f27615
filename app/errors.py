"""Errors that a person can act on; anything else is a bug and keeps its traceback.

AppError                      what happened, and what to do (exit code 1)
├── ContentFileError          a persona or rubric file to fix, with its line
├── InputError                a transcript, script or label file to fix, with its line
├── StaleContent              a persona or rubric file that changed meanwhile
├── NotFound                  no such persona, rubric or rehearsal
├── MessageRefused            an empty or oversized message; nothing was stored
├── CorrectionRefused         a trainer's correction that cannot stand; nothing was stored
├── ReflectionRefused         a reflection that is too long; what was kept before stays
├── VoiceRefused              sound that is not passed on: empty, too large, unknown
├── WorksheetRefused          a worksheet that is too long or out of date; nothing was stored
├── AccountRefused            a name, password, link or account that cannot be; nothing changed
├── SignInRefused             wrong name or password, or too many tries
├── StaleRehearsal            the rehearsal went on elsewhere (another tab)
├── NotForScoring             the learner was not well; no score is made of that
├── ScoringStopped            the learner stopped the judge; it can be asked again
├── SetupError                port taken, folder not writable
└── ServiceError              something outside failed (exit code 3)
    ├── StoreUnavailable      the database cannot be used
    └── ModelError            the LLM endpoint failed
        ├── ModelUnreachable  no connection
        ├── ModelTimeout      no answer within the deadline
        ├── ModelBusy         429 or 5xx after our retries, or the circuit is open
        ├── ModelDenied       401 or 403: the key or the account
        ├── ModelRejected     the request itself: unknown model, bad parameters
        ├── ModelCutOff       the stream broke after partial text
        ├── ModelRefusal      content filter or refusal; nobody's fault
        ├── ModelBadAnswer    an answer that cannot be read
        ├── ReplyStopped      the learner stopped the reply; it can be continued
        ├── ModelNoOdds       the endpoint does not say how likely an answer was
        └── BudgetSpent       a limit leaves no room for the call; it was not made
"""

from __future__ import annotations

from pathlib import Path


class AppError(Exception):
    """The base of all errors that a person can act on."""

    exit_code = 1


class ContentFileError(AppError):
    """A persona or rubric file that a trainer can fix."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class StaleContent(AppError):
    """A persona or rubric file that changed since it was opened. Nothing was overwritten."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} was changed by somebody else since you opened it. Your changes are not "
            "saved yet: compare the two, then save again."
        )


class InputError(AppError):
    """A transcript, script or label file that its user can fix."""

    def __init__(self, source: str, line: int, problem: str) -> None:
        super().__init__(f"{source}:{line}: {problem}")
        self.source, self.line, self.problem = source, line, problem


class NotFound(AppError):
    """Nothing of that kind under that id."""

    def __init__(self, kind: str, wanted: str, known: list[str] | None = None) -> None:
        hint = f" Known: {', '.join(sorted(known))}." if known else ""
        super().__init__(f"There is no {kind} called '{wanted}'.{hint}")


class MessageRefused(AppError):
    """A message that is not sent: empty, or too long. Nothing was stored."""


class CorrectionRefused(AppError):
    """A trainer's correction that cannot stand. Nothing was stored."""


class ReflectionRefused(AppError):
    """A reflection that is too long. What was kept before stays."""


class VoiceRefused(AppError):
    """Sound that is not passed on to the endpoint. Nothing left the machine."""


class WorksheetRefused(AppError):
    """A worksheet that is too long, or that went on in another window. Nothing was stored."""


class AccountRefused(AppError):
    """A name, password, link or change of an account that cannot be. Nothing changed."""


class SignInRefused(AppError):
    """Nobody is let in: the wrong name or password, or too many tries of it."""

    def __init__(self, message: str, wait: float = 0) -> None:
        """`wait`: when another try may help (in seconds); 0: at once."""
        super().__init__(message)
        self.wait = wait


class StaleRehearsal(AppError):
    """The rehearsal went on elsewhere; this view is out of date. Nothing was stored."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "This rehearsal went on in another window. Your message was not sent; reload to see "
            "where the talk stands."
        )


class NotForScoring(AppError):
    """The boss stepped out because the learner was not well: no score is made of it."""

    def __init__(self) -> None:
        super().__init__("You did not sound well in this meeting, so no score is made of it.")


class ScoringStopped(AppError):
    """The learner stopped the judge. Nothing was stored; scoring can begin again."""

    def __init__(self) -> None:
        super().__init__("you stopped it. Nothing is lost; it can be scored at any time.")


class SetupError(AppError):
    """The app cannot start as asked: port taken, folder not writable."""


class ServiceError(AppError):
    """Something outside the app failed."""

    exit_code = 3


class StoreUnavailable(ServiceError):
    """The database cannot be used."""


class ModelError(ServiceError):
    """The LLM endpoint failed."""


class ModelUnreachable(ModelError):
    """No connection to the endpoint."""


class ModelTimeout(ModelError):
    """No answer, or no complete answer, within the deadline."""


class ModelBusy(ModelError):
    """The endpoint is overloaded (429, 5xx), or the circuit is open after a storm of failures."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which trying again makes sense, if the endpoint said so."""


class ModelDenied(ModelError):
    """The endpoint does not accept the key or the account (401, 403)."""


class ModelRejected(ModelError):
    """The endpoint does not accept the request: unknown model, unsupported parameter, too long."""


class ModelCutOff(ModelError):
    """The stream broke, or ended without its end mark, after partial text."""

    def __init__(self, message: str, partial: str = "") -> None:
        super().__init__(message)
        self.partial = partial


class ReplyStopped(ModelError):
    """The learner stopped the reply. What was said by then is kept, and can be continued."""

    def __init__(self) -> None:
        super().__init__("You stopped the reply.")


class ModelRefusal(ModelError):
    """The endpoint's content filter or the model itself declined; the learner is not penalised."""


class ModelBadAnswer(ModelError):
    """An answer that cannot be read: empty, HTML, bad JSON, wrong schema."""


class ModelNoOdds(ModelError):
    """The endpoint does not say how likely an answer was (no logprobs)."""


class BudgetSpent(ModelError):
    """A limit leaves no room for the call. It was not made."""

    def __init__(self, message: str, *, go_on: bool) -> None:
        super().__init__(message)
        self.go_on = go_on
        """Whether the authored boss and the embedded judge take over."""
