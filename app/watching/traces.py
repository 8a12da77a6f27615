"""Traces for OpenTelemetry: an optional extra, `pip install rehearsal-room[otel]`, off by default.

Where they go is said by OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_ENDPOINT`,
`OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, …). A span tells kind, times, tokens and ids;
never a word of a talk.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.errors import SetupError
from app.watching import context
from app.watching.watch import Event, Replied, Scored

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.util.types import AttributeValue

_NAMES = {Replied: "boss reply", Scored: "scorecard"}
_NANO = 10**9


class Traces:
    """Makes a span of what took time, as a `Watch`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("rehearsal-room")

    def happened(self, event: Event) -> None:
        """Make the span of `event`, which has just ended."""
        if not isinstance(event, Replied | Scored):
            return
        from opentelemetry.trace import StatusCode

        ended = time.time_ns()
        began = ended - round(event.seconds * _NANO)
        span = self._tracer.start_span(
            _NAMES[type(event)], start_time=began, attributes=_attributes(event)
        )
        if isinstance(event, Replied):
            if event.first is not None:
                span.add_event("first words", timestamp=began + round(event.first * _NANO))
            if event.problem:
                span.set_status(StatusCode.ERROR, event.problem)
        span.end(end_time=ended)

    def close(self) -> None:
        """Send what has not been sent yet."""
        self._provider.shutdown()


def to_collector() -> Traces:
    """Return traces that go to the collector which the OTEL_ variables name.

    Raises `SetupError` where the extra is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SetupError(
            "REHEARSE_TRACES needs OpenTelemetry: pip install 'rehearsal-room[otel]', or unset it."
        ) from None
    # The variables go before these.
    provider = TracerProvider(resource=Resource.create({"service.name": "rehearsal-room"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider)


def _attributes(event: Replied | Scored) -> dict[str, AttributeValue]:
    told: dict[str, AttributeValue] = {
        "rehearsal.id": context.rehearsal_id.get(),
        "request.id": context.request_id.get(),
        "tokens.prompt": event.usage.prompt,
        "tokens.completion": event.usage.completion,
    }
    if isinstance(event, Replied):
        return told | {"speaker": event.speaker}
    return told | {"judge": event.judge, "unscored": event.unscored}
