"""The table of docs/e2e.md: each alert, who hears of it, and how soon; computed and measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from expected import Expected
from stage import Outcome


def described(outcomes: Iterable[Outcome], alerts: Mapping[str, Expected], time_scale: float, took: float) -> str:
    """Return the section of docs/e2e.md."""
    return f"""\
Each alert of the definitions, from a real fault over the real Prometheus and the real Alertmanager to Slack, PagerDuty,
a mail server and a webhook on loopback, and to nobody else. It was built with `--time-scale {time_scale:g}`: all that
is waited for is {1 / time_scale:g} times as short. All scenes took {took:.0f} s.

*Computed* is what `vttalerts explain` says, at this pace: on average, and at the latest, to the first who is told. It
knows of no window: what a query averages over (`rate(…[5m])`) comes on top, and so does an answer that takes 7 s before
it is known to be slow. *vmalert* evaluates the same rule files over the same numbers; what its recording
rules make is kept by VictoriaMetrics, and compared with Prometheus's series.

{written(outcomes, alerts, time_scale)}"""


def written(outcomes: Iterable[Outcome], alerts: Mapping[str, Expected], time_scale: float) -> str:
    """Return the table in Markdown; all times are seconds of the shortened run."""
    lines = [
        "| Alert | Broken | Told | Computed | Fires after | Heard after | Over after | vmalert after |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in outcomes:
        wanted = alerts[one.alert]
        if one.cause == "follows":
            told, heard, over = "nobody: inhibited", "never" if not one.heard else _seconds(one.heard.values()), ""
        else:
            told = ", ".join(wanted.receivers)
            heard, over = _seconds(one.heard.values()), _seconds(one.over.values())
        computed = f"{wanted.usual * time_scale:.1f} to {wanted.most * time_scale:.1f} s"
        fired = "" if one.fired is None else f"{one.fired:.1f} s"
        second = "" if one.second is None else f"{one.second:.1f} s"
        lines.append(f"| {one.alert} | {one.cause} | {told} | {computed} | {fired} | {heard} | {over} | {second} |")
    return "\n".join(lines) + "\n"


def _seconds(values: Iterable[float]) -> str:
    found = sorted(values)
    if not found:
        return ""
    if found[0] < 0:
        return "by itself"
    first, last = f"{found[0]:.1f}", f"{found[-1]:.1f}"
    return f"{first} s" if first == last else f"{first} to {last} s"
