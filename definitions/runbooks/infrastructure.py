"""What to do when a host is in trouble."""

from __future__ import annotations

from vttalerts import Runbook

from .contacts import infrastructure_team, on_call, vtt_team

disk_space = Runbook(
    slug="disk-space",
    title="A disk fills up",
    impact=("A full disk stops the database, the logs and Prometheus at the same moment; writes in progress are lost."),
    investigation=(
        "What is large? On the host: `df -h`, then `du -xh --max-depth=2 <mountpoint> | sort -h | tail -20`.",
        "What grows? Ask again after five minutes and compare.",
        "Deleted, but still open? `lsof +L1 | sort -k7 -n | tail`.",
        "Docker? `docker system df`. Prometheus? `prometheus_tsdb_storage_blocks_bytes`.",
    ),
    resolution=(
        "Logs: `journalctl --vacuum-size=500M`; limit the containers' logs.",
        "Docker: `docker image prune --all --filter until=168h` removes what no container uses.",
        "Prometheus: a shorter retention in `definitions/deployment.py`; never delete its files by hand.",
        "Otherwise grow the volume. Above 95 % do that first, and search later.",
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        on_call("it is the database's disk"),
    ),
)

host_memory = Runbook(
    slug="host-memory",
    title="A host runs out of memory",
    impact="Soon the kernel kills the largest process, which is often the VTT server or the database.",
    investigation=(
        "Who has it? `ps aux --sort=-rss | head -15`, and `docker stats --no-stream`.",
        "Has it killed already? `journalctl -k --since '1 hour ago' | grep -i 'out of memory'`.",
        "Slow or sudden? `1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes` over a day.",
    ),
    resolution=(
        "The VTT server: go on with the runbook `high-memory`.",
        "Something that need not be there: stop it.",
        "All of it is needed: move a container to another host, or give the host more memory.",
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        vtt_team("it is the VTT server"),
    ),
)

cpu_saturation = Runbook(
    slug="cpu-saturation",
    title="Processes queue for the CPU",
    impact="Everything on the host gets slower, answers of VTT too; health checks may fail for lack of time.",
    investigation=(
        "Who? `top -b -n1 | head -20`, and `docker stats --no-stream`.",
        ("Do they compute, or wait for a disk? High `wa` in `vmstat 1 5` is the disk: look at `iostat -x 1 3`."),
        "High `st` in `vmstat 1 5`: the hypervisor gives the CPU to others.",
        "More traffic? `job:http_requests:rate5m` against the same hour a week ago (`offset 1w`).",
    ),
    resolution=(
        "A backup, an import, a build: move it to the night, or `renice` it.",
        "The VTT server under more load: start another one.",
        "Stolen time: ask the provider, or move to another host.",
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        vtt_team("it is the VTT server without more traffic"),
    ),
)

clock_skew = Runbook(
    slug="clock-skew",
    title="A host's clock is wrong",
    impact=("Tokens seem expired or not yet valid, so logins fail; logs and metrics lie about when things happened."),
    investigation=(
        "How wrong? `chronyc tracking`, or `timedatectl timesync-status`.",
        "Does it reach its servers? `chronyc sources -v`; port 123/udp must be open.",
        "Did the host sleep or move? `journalctl -u chrony --since '1 day ago'`.",
    ),
    resolution=(
        "Synchronisation stopped: `systemctl restart chrony` (or `systemd-timesyncd`).",
        "Far off: `chronyc makestep` jumps at once; do it while no migration runs.",
        "No server answers: use others, and mend the firewall.",
    ),
    escalation=(infrastructure_team("at once; they are told"),),
)

node_exporter_down = Runbook(
    slug="node-exporter-down",
    title="Node Exporter is gone",
    impact="We are blind for disk, memory and CPU of that host; the host itself may be gone.",
    investigation=(
        "Does the host answer? `ping` it, `ssh` to it.",
        "Does the exporter? `curl -s http://localhost:9100/metrics | head -3` on the host.",
        "What does Prometheus say? http://localhost:9090/targets?search=node-exporter.",
        "`docker ps -a --filter name=vtt-node-exporter`, `docker logs --tail 50 vtt-node-exporter`.",
    ),
    resolution=(
        "The exporter is gone: `docker start vtt-node-exporter`.",
        "The host is gone: that is an incident of its own; call on-call.",
        "It answers there, but not from Prometheus: firewall, or a wrong NODE_EXPORTER_TARGET.",
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        on_call("the host is gone"),
    ),
)
