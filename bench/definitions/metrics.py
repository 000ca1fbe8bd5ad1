"""What the parts of the synthetic system expose."""

from vttalerts import COUNT, PERCENT, Metric, MetricType

from .indicators_per_alert import PARTS

LABELS = ("instance", "shard")

LOADS = tuple(
    Metric(name=f"vtt_part_{part}_load", type=MetricType.GAUGE, unit=PERCENT, labels=LABELS, help="How full it is.")
    for part in range(PARTS)
)
REQUESTS = tuple(
    Metric(name=f"vtt_part_{part}_requests_total", type=MetricType.COUNTER, unit=COUNT, labels=LABELS, help="Requests.")
    for part in range(PARTS)
)
FAILURES = tuple(
    Metric(name=f"vtt_part_{part}_failures_total", type=MetricType.COUNTER, unit=COUNT, labels=LABELS, help="Failures.")
    for part in range(PARTS)
)
