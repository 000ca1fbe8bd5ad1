"""Numbers that are computed once, every 30 s, so that every alert and every panel shows the same.

Decision: nothing here counts `/api/health` and `/api/metrics`. Probes and scrapes ask them all day: they
would hide the errors of real users behind good answers, and at night be the only "traffic" there is.
"""

from __future__ import annotations

from vttalerts import PER_SECOND, RATIO, SECONDS, RecordingGroup, RecordingRule, seconds

request_rate = RecordingRule(
    record="job:http_requests:rate5m",
    unit=PER_SECOND,
    expr="""
        sum by (job) (
          rate(http_requests_total{job="vtt-server", route!~"/api/(health|metrics).*"}[5m])
        )
    """,
)

# A server that never failed has no series with a status of 5xx: then it is 0 errors, and not "unknown".
error_rate = RecordingRule(
    record="job:http_request_errors:rate5m",
    unit=PER_SECOND,
    expr="""
        sum by (job) (
          rate(http_requests_total{job="vtt-server", route!~"/api/(health|metrics).*", status=~"5.."}[5m])
        )
        or
        job:http_requests:rate5m * 0
    """,
)

# Without traffic 0 / 0 is NaN, which is neither above nor below any threshold.
error_ratio = RecordingRule(
    record="job:http_request_errors:ratio_rate5m",
    unit=RATIO,
    expr="job:http_request_errors:rate5m / job:http_requests:rate5m",
)

response_rate = RecordingRule(
    record="job:http_request_duration_seconds_count:rate5m",
    unit=PER_SECOND,
    expr="""
        sum by (job) (
          rate(http_request_duration_seconds_count{job="vtt-server", route!~"/api/(health|metrics).*"}[5m])
        )
    """,
)

response_buckets = RecordingRule(
    record="job_le:http_request_duration_seconds_bucket:rate5m",
    unit=PER_SECOND,
    expr="""
        sum by (job, le) (
          rate(http_request_duration_seconds_bucket{job="vtt-server", route!~"/api/(health|metrics).*"}[5m])
        )
    """,
)

response_time_p50 = RecordingRule(
    record="job:http_request_duration_seconds:p50_rate5m",
    unit=SECONDS,
    expr="histogram_quantile(0.5, job_le:http_request_duration_seconds_bucket:rate5m)",
)

response_time_p95 = RecordingRule(
    record="job:http_request_duration_seconds:p95_rate5m",
    unit=SECONDS,
    expr="histogram_quantile(0.95, job_le:http_request_duration_seconds_bucket:rate5m)",
)

response_time_p99 = RecordingRule(
    record="job:http_request_duration_seconds:p99_rate5m",
    unit=SECONDS,
    expr="histogram_quantile(0.99, job_le:http_request_duration_seconds_bucket:rate5m)",
)

ai_request_rate = RecordingRule(
    record="job:vtt_ai_requests:rate5m",
    unit=PER_SECOND,
    expr="sum by (job) (rate(vtt_ai_requests_total[5m]))",
)

ai_response_rate = RecordingRule(
    record="job:vtt_ai_request_duration_seconds_count:rate5m",
    unit=PER_SECOND,
    expr="sum by (job) (rate(vtt_ai_request_duration_seconds_count[5m]))",
)

ai_latency_p95 = RecordingRule(
    record="job:vtt_ai_request_duration_seconds:p95_rate5m",
    unit=SECONDS,
    expr="histogram_quantile(0.95, sum by (job, le) (rate(vtt_ai_request_duration_seconds_bucket[5m])))",
)

cpu_usage = RecordingRule(
    record="instance:node_cpu_seconds:usage_rate5m",
    unit=RATIO,
    expr='1 - avg without (cpu, mode) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
)

# In a group, a rule may read what the rules above it have just computed.
RECORDING = (
    RecordingGroup(
        name="vtt-http",
        interval=seconds(30),
        rules=(
            request_rate,
            error_rate,
            error_ratio,
            response_rate,
            response_buckets,
            response_time_p50,
            response_time_p95,
            response_time_p99,
        ),
    ),
    RecordingGroup(
        name="vtt-ai",
        interval=seconds(30),
        rules=(ai_request_rate, ai_response_rate, ai_latency_p95),
    ),
    RecordingGroup(
        name="vtt-host",
        interval=seconds(30),
        rules=(cpu_usage,),
    ),
)
