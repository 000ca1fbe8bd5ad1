"""The infrastructure team hears of it: a host is in trouble, and everything on it will be."""

from __future__ import annotations

from vttalerts import (
    Alert,
    AlertGroup,
    Severity,
    absent,
    all_of,
    any_of,
    bytes_,
    count,
    hours,
    milliseconds,
    minutes,
    percent,
    seconds,
    state,
)

from .. import runbooks, services
from ..subjects import CLOCK, CPU, DISK, EXPORTER, MEMORY
from ..system_indicators import (
    clock_error,
    clock_offset,
    clock_synchronised,
    cpu_load,
    disk_free_tomorrow,
    disk_usage,
    host_memory_usage,
    node_exporter_up,
)

INFRASTRUCTURE = AlertGroup(
    name="vtt-infrastructure",
    severity=Severity.WARNING,
    service=services.INFRASTRUCTURE,
    interval=minutes(1),
    alerts=(
        Alert(
            name="VTTDiskAlmostFull",
            expr=disk_usage > percent(95),
            for_=minutes(5),
            severity=Severity.CRITICAL,
            labels={"subject": DISK},
            summary="{{ $labels.instance }} {{ $labels.mountpoint }} is {{ $value | humanizePercentage }} full",
            description="A full disk stops the database, the logs and Prometheus at the same moment.",
            runbook=runbooks.disk_space,
            notify_within=minutes(7),
        ),
        Alert(
            name="VTTDiskFilling",
            # A large file that is copied now is no trend: an hour, and only where space is not plenty.
            expr=all_of(disk_free_tomorrow < bytes_(0), disk_usage > percent(60)),
            for_=hours(1),
            labels={"subject": DISK},
            summary="{{ $labels.instance }} {{ $labels.mountpoint }} is full within a day",
            description="If the last six hours go on, the disk is full in 24 hours.",
            runbook=runbooks.disk_space,
        ),
        Alert(
            name="VTTHostHighMemoryUsage",
            expr=host_memory_usage > percent(90),
            for_=minutes(10),
            labels={"subject": MEMORY},
            summary="{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory",
            description="Soon the kernel kills the largest process, often the VTT server or the database.",
            runbook=runbooks.host_memory,
        ),
        Alert(
            name="VTTHostCPUSaturated",
            expr=cpu_load > count(2),
            for_=minutes(15),
            labels={"subject": CPU},
            summary="{{ $value | humanize }} processes queue for each CPU of {{ $labels.instance }}",
            description="Everything on the host gets slower, answers of VTT too.",
            runbook=runbooks.cpu_saturation,
        ),
        Alert(
            name="VTTHostClockSkew",
            # A clock that nothing synchronises has no offset, but an error that grows to 16 s.
            expr=any_of(
                clock_offset > milliseconds(50),
                all_of(clock_synchronised.equals(state(0)), clock_error >= seconds(16)),
            ),
            for_=minutes(10),
            labels={"subject": CLOCK},
            summary="The clock of {{ $labels.instance }} is wrong",
            description="It is more than 50 ms off, or nothing keeps it right: logins fail, and logs lie.",
            runbook=runbooks.clock_skew,
        ),
        Alert(
            name="VTTNodeExporterDown",
            expr=any_of(node_exporter_up.equals(state(0)), absent(node_exporter_up)),
            for_=minutes(5),
            labels={"subject": EXPORTER},
            summary="Node Exporter is gone ({{ $labels.job }})",
            description="Nobody sees the disk, memory and CPU of that host; the host itself may be gone.",
            runbook=runbooks.node_exporter_down,
        ),
    ),
)
