from __future__ import annotations

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.domain.conversation import Usage
from app.watching import context
from app.watching.traces import Traces
from app.watching.watch import Replied, Said, Scored


def test_a_span_tells_how_long_a_reply_took_and_for_whom() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces = Traces(provider)
    mark = context.rehearsal_id.set("abc")

    traces.happened(Said())
    traces.happened(Replied("prompted", 2.0, 0.5, Usage(prompt=900, completion=40)))
    traces.happened(Replied("prompted", 1.0, None, Usage(), "ModelTimeout"))
    traces.happened(Scored("embedded", 0.25, Usage(), 0))

    context.rehearsal_id.reset(mark)
    traces.close()
    replied, failed, scored = exporter.get_finished_spans()
    assert replied.name == "boss reply"
    assert replied.attributes is not None
    assert replied.attributes["rehearsal.id"] == "abc"
    assert replied.attributes["tokens.prompt"] == 900
    assert replied.start_time is not None
    assert replied.end_time is not None
    assert replied.end_time - replied.start_time == 2 * 10**9
    (first,) = replied.events
    assert first.timestamp - replied.start_time == 5 * 10**8
    assert failed.status.description == "ModelTimeout"
    assert not failed.events
    assert scored.name == "scorecard"
