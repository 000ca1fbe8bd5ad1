"""What alerts compare and dashboards draw; the expression of every fifth has several lines."""

from vttalerts import PERCENT, Indicator

from .indicators_per_alert import INDICATORS, PARTS


def _load(shard: int, part: int) -> Indicator:
    return Indicator(
        name=f"load_{shard}",
        unit=PERCENT,
        legend="{{ instance }}",
        expr=f'max by (instance) (vtt_part_{part}_load{{shard="{shard}"}})',
    )


def _failures(shard: int, part: int) -> Indicator:
    return Indicator(
        name=f"failures_{shard}",
        unit=PERCENT,
        legend="{{ instance }}",
        expr=f"""
        sum by (instance) (rate(vtt_part_{part}_failures_total{{shard="{shard}"}}[5m]))
          / sum by (instance) (rate(vtt_part_{part}_requests_total{{shard="{shard}"}}[5m]))
          * 100
        """,
    )


ALL = tuple(
    _failures(shard, shard % PARTS) if shard % 5 == 0 else _load(shard, shard % PARTS) for shard in range(INDICATORS)
)
