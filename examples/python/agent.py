"""An agent that reports to HiveBoard with a bare OpenTelemetry SDK, after docs/semantic-conventions.md.

    pip install -r requirements.txt
    OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 python agent.py

Where it sends to, and with which key, is OpenTelemetry's usual configuration:
OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20your-key
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from contextlib import contextmanager
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Status, StatusCode, set_span_in_context

ANNOUNCE_EVERY_MS = 15_000


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def nanoseconds(ms: int) -> int:
    return ms * 1_000_000


def uuid7(ms: int) -> str:
    """Sorts by time. Python has one of its own from 3.14 on."""
    random = secrets.randbits(74)
    return str(UUID(int=ms << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1))


class Event:
    """One event: made once, so that each copy has the same id, time and attributes."""

    def __init__(self, kind: str, attributes: dict, action_id: str | None = None):
        self.at = now_ms()
        self.name = f"hive.{kind}"
        self.attributes = {"hive.event.id": uuid7(self.at), "hive.event.kind": kind, **attributes}
        if action_id is not None:
            self.attributes["hive.action.id"] = action_id

    def add_to(self, span) -> None:
        span.add_event(self.name, self.attributes, timestamp=nanoseconds(self.at))


class Agent:
    """Sign of life, and news that belong to no task."""

    def __init__(self, tracer, name: str, *, heartbeat_seconds: float = 30, **registration):
        self.tracer = tracer
        self.identity = {"hive.agent.id": name, "gen_ai.agent.name": name}
        self.report("agent_registered", {**registration, "hive.agent.heartbeat_interval_seconds": heartbeat_seconds})
        self._stopped = threading.Event()
        self._timer = threading.Thread(target=self._beat, args=(heartbeat_seconds,), daemon=True)
        self._timer.start()

    def report(self, kind: str, attributes: dict) -> None:
        """A span `hive.agent` of no length, the root of a trace of its own."""
        event = Event(kind, attributes)
        span = self.tracer.start_span(
            "hive.agent",
            context=Context(),
            attributes={**self.identity, "hive.record": "agent"},
            start_time=nanoseconds(event.at),
        )
        event.add_to(span)
        span.end(nanoseconds(event.at))

    def _beat(self, seconds: float) -> None:
        while True:
            self.report("heartbeat", {"hive.event.summary": "Waiting for leads"})
            if self._stopped.wait(seconds):
                return

    @contextmanager
    def task(self, task_id: str, **attributes):
        """Runs work as a task: completed at its end, failed if it raises, which passes through."""
        task = Task(self, task_id, attributes)
        try:
            yield task
        except BaseException as error:
            task.end(error)
            raise
        task.end()

    def stop(self, reason: str) -> None:
        self._stopped.set()
        self._timer.join()
        self.report("agent_stopped", {"hive.agent.stop_reason": reason})


class Task:
    """One span for the whole work, and progress spans while it runs."""

    def __init__(self, agent: Agent, task_id: str, attributes: dict):
        self.tracer = agent.tracer
        self.started_at = now_ms()
        self.identity = {
            **agent.identity,
            "hive.task.id": task_id,
            "hive.task.run_id": uuid7(self.started_at),
            **attributes,
        }
        self.span = self.tracer.start_span(
            f"invoke_agent {agent.identity['hive.agent.id']}",
            attributes={**self.identity, "hive.record": "task", "gen_ai.operation.name": "invoke_agent"},
            start_time=nanoseconds(self.started_at),
        )
        self.context = set_span_in_context(self.span)
        self._lock = threading.Lock()
        self._unsent: list[Event] = []
        self._sequence = 0
        self._told_at = 0
        self._ended = threading.Event()
        self._timer = threading.Thread(target=self._tell_progress, daemon=True)
        self._timer.start()

    def report(self, kind: str, attributes: dict, action_id: str | None = None) -> None:
        event = Event(kind, attributes, action_id)
        event.add_to(self.span)
        with self._lock:
            self._unsent.append(event)

    @contextmanager
    def action(self, name: str):
        """A step: a child span. While it runs, progress spans say that it has started."""
        own = {"hive.record": "action", "hive.action.name": name}
        span = self.tracer.start_span(name, context=self.context, attributes={**self.identity, **own})
        action_id = f"{span.get_span_context().span_id:016x}"
        with self._lock:
            self._unsent.append(Event("action_started", {"hive.action.name": name}, action_id))
        try:
            yield action_id
        except BaseException as error:
            fail(span, error)
            raise
        finally:
            span.end()

    def end(self, error: BaseException | None = None) -> None:
        self._ended.set()
        self._timer.join()
        self.span.set_attribute("hive.task.outcome", "completed" if error is None else "failed")
        if error is not None:
            fail(self.span, error)
        self.span.end()

    def _tell_progress(self) -> None:
        """Once a second what is new; with nothing new, at the first tick and every 15 seconds an empty span."""
        while not self._ended.wait(1):
            at = now_ms()
            with self._lock:
                unsent, self._unsent = self._unsent, []
            if not unsent and at - self._told_at < ANNOUNCE_EVERY_MS:
                continue
            own = {
                "hive.record": "progress",
                "hive.progress.seq": self._sequence,
                "hive.progress.start_time_ms": self.started_at,
            }
            span = self.tracer.start_span(
                "hive.progress",
                context=self.context,
                attributes={**self.identity, **own},
                start_time=nanoseconds(at),
            )
            for event in unsent:
                event.add_to(span)
            span.end(nanoseconds(at))
            self._sequence += 1
            self._told_at = at


def fail(span, error: BaseException) -> None:
    # Not record_exception: its stack trace may hold values that are nobody's business.
    span.add_event("exception", {"exception.type": type(error).__name__, "exception.message": str(error)})
    span.set_status(Status(StatusCode.ERROR, str(error)))


def main() -> None:
    provider = TracerProvider(
        resource=Resource.create(
            {"service.name": "sales", "deployment.environment.name": "production", "hive.group": "examples"}
        ),
        sampler=ALWAYS_ON,  # money must not be sampled away
        span_limits=SpanLimits(max_events=1024),  # by default a span keeps the last 128 events only
    )
    # By default spans wait five seconds for company: too long to watch a task run.
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(), schedule_delay_millis=500))
    agent = Agent(provider.get_tracer("lead-qualifier"), "lead-qualifier-py", **{"hive.agent.type": "sales"})
    try:
        qualify(agent)
    finally:
        agent.stop("no more leads")
        provider.shutdown()  # sends what waits


def qualify(agent: Agent) -> None:
    waiting = [{"id": "lead-4822", "priority": "high", "source": "webhook", "summary": "Score Babbage & Sons"}]
    agent.report("queue_snapshot", {"hive.queue.depth": len(waiting), "hive.queue.items": json.dumps(waiting)})

    with agent.task("lead-4821", **{"hive.project": "sales", "hive.task.type": "lead_processing"}) as task:
        steps = ["Search the CRM", "Score the lead", "Send the offer"]
        numbered = [{"index": index, "description": step} for index, step in enumerate(steps)]
        task.report("plan_created", {"hive.plan.goal": "Qualify the lead", "hive.plan.steps": json.dumps(numbered)})

        def step(index: int, action: str) -> None:
            told = {
                "hive.plan.step.index": index,
                "hive.plan.step.action": action,
                "hive.plan.step.description": steps[index],
                "hive.plan.step.total": len(steps),
            }
            task.report("plan_step", told)

        step(0, "started")
        with task.action("search_crm"):
            time.sleep(1.2)  # the CRM
        step(0, "completed")

        step(1, "started")
        with task.action("score_lead") as action_id:
            time.sleep(0.3)  # the model
            call = {
                "hive.llm_call.name": "score_lead",
                "gen_ai.request.model": "claude-sonnet-4-5",
                "gen_ai.provider.name": "anthropic",
                "gen_ai.usage.input_tokens": 1500,
                "gen_ai.usage.output_tokens": 200,
                "hive.cost.usd": 0.0075,
                "hive.llm_call.duration_ms": 300,
            }
            task.report("llm_call", call, action_id)
        step(1, "completed")

        step(2, "started")
        request = {"hive.approval.approver": "sales-lead", "hive.approval.reason": "An offer over $10,000"}
        task.report("approval_requested", request)
        time.sleep(1.2)  # a person thinks
        decision = {"hive.approval.approved_by": "jane@example.com", "hive.approval.decision": "approved"}
        task.report("approval_received", decision)
        step(2, "completed")


if __name__ == "__main__":
    main()
