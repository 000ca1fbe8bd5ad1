"""What to do when the monitoring itself is in trouble: while it is, nobody hears of anything else."""

from __future__ import annotations

from vttalerts import Runbook

from .contacts import infrastructure_team, on_call, vtt_team

config_reload_failed = Runbook(
    slug="config-reload-failed",
    title="A configuration was not loaded",
    impact=(
        "The server goes on with its old configuration: new alerts and routes are not there, and it will "
        "not start again after a restart."
    ),
    investigation=(
        "Why? `docker logs --since 1h vtt-prometheus | grep -i reload`, or `vtt-alertmanager` in its place.",
        "Is what is on the disk what the definitions say? `vttalerts build --check`.",
        (
            "Check it by hand: `docker exec vtt-prometheus promtool check config "
            "/etc/prometheus/prometheus.yml`, `docker exec vtt-alertmanager amtool check-config "
            "/etc/alertmanager/alertmanager.yml`."
        ),
        "A secret's file missing? `docker exec vtt-alertmanager ls -l /run/secrets`.",
    ),
    resolution=(
        "Edited by hand: `vttalerts build`, and put the change into the definitions.",
        "A mistake in the definitions: revert the commit, build, deploy.",
        ("Then reload: `curl -X POST http://localhost:9090/-/reload`, `curl -X POST http://localhost:9093/-/reload`."),
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        vtt_team("the change is theirs"),
    ),
)

rule_evaluation_failing = Runbook(
    slug="rule-evaluation-failing",
    title="Rules are not evaluated",
    impact="Alerts of that group cannot fire, whatever happens. Until it is mended, watch the dashboards.",
    investigation=(
        "Which rule, and why? http://localhost:9090/rules shows the error beside the rule.",
        "The log says it too: `docker logs --since 30m vtt-prometheus | grep -i 'evaluating rule'`.",
        "`many-to-many matching`: two series where one was expected, often a target scraped twice.",
        (
            "Evaluations missed: the group takes longer than its interval; "
            "`prometheus_rule_group_last_duration_seconds` against "
            "`prometheus_rule_group_interval_seconds`."
        ),
    ),
    resolution=(
        "A duplicated target: remove it from `definitions/scrape.py`.",
        "A query that cannot work: mend it in `definitions/indicators.py` or `definitions/recording.py`.",
        "Too slow: record the costly part in `definitions/recording.py`, or give Prometheus more CPU.",
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        on_call("a critical group is concerned"),
    ),
)

prometheus_notifications_failing = Runbook(
    slug="prometheus-notifications-failing",
    title="Prometheus cannot reach Alertmanager",
    impact=("Alerts fire and nobody hears of them. If you read this, a second way still works; do not rely on it."),
    investigation=(
        (
            "Whom does Prometheus know? http://localhost:9090/status, Alertmanagers; "
            "`prometheus_notifications_alertmanagers_discovered`."
        ),
        "Does it answer? `docker exec vtt-prometheus wget -qO- http://alertmanager:9093/-/healthy`.",
        "Why not? `docker logs --since 30m vtt-prometheus | grep -i alertmanager`.",
    ),
    resolution=(
        "Alertmanager is gone: go on with the runbook `alertmanager-down`.",
        "None known: ALERTMANAGER_TARGET is wrong; build with the right one and reload.",
        "Until it works: look at http://localhost:9090/alerts every few minutes.",
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        on_call("at once; this pages if it can"),
    ),
)

alertmanager_notifications_failing = Runbook(
    slug="alertmanager-notifications-failing",
    title="Alertmanager cannot notify",
    impact=("Notifications over that integration are lost; the on-call engineer may hear only by another one, or not."),
    investigation=(
        ("Which way, and why? `sum by (integration, reason) (increase(alertmanager_notifications_failed_total[1h]))`."),
        (
            "The answer of the other side: `docker logs --since 30m vtt-alertmanager | grep -i 'notify for "
            "alerts failed'`."
        ),
        ("clientError: a wrong or expired credential, or a channel that does not exist. serverError: their outage."),
        "The status page of Slack or PagerDuty; for e-mail `nc -zv smtp.example.com 587`.",
    ),
    resolution=(
        (
            "Credential: renew the secret's file (SLACK_WEBHOOK_URL, PAGERDUTY_INTEGRATION_KEY, "
            "SMTP_PASSWORD), then `curl -X POST http://localhost:9093/-/reload`."
        ),
        "Outage there: tell the teams to use another way until it is over.",
        (
            "Try it: `amtool alert add Test severity=warning service=vtt-server "
            "--alertmanager.url=http://localhost:9093`."
        ),
    ),
    escalation=(
        infrastructure_team("at once; they are told"),
        on_call("PagerDuty is what fails"),
    ),
)

prometheus_down = Runbook(
    slug="prometheus-down",
    title="Prometheus is gone",
    impact=("Nothing is measured and no alert can fire. With a single Prometheus only the dead man's switch says so."),
    investigation=(
        "`docker ps -a --filter name=vtt-prometheus`; exit code 137 is a kill for memory.",
        "`docker logs --tail 100 vtt-prometheus`: a wrong configuration, a full disk, a damaged WAL.",
        "`curl -s http://localhost:9090/-/ready` says `Service Unavailable` while it reads its WAL: wait.",
        "`df -h` on its host.",
    ),
    resolution=(
        "`docker restart vtt-prometheus`, then http://localhost:9090/targets.",
        "Disk full: go on with the runbook `disk-space`.",
        ('Killed for memory: more memory, or fewer series (`topk(10, count by (__name__) ({__name__=~".+"}))`).'),
        "Damaged WAL: move `wal/` aside and start; the last two hours are lost.",
    ),
    escalation=(
        on_call("at once; this pages"),
        infrastructure_team("10 minutes without progress"),
    ),
)

alertmanager_down = Runbook(
    slug="alertmanager-down",
    title="Alertmanager is gone",
    impact="Alerts fire and reach nobody. With a single Alertmanager only the dead man's switch says so.",
    investigation=(
        "`docker ps -a --filter name=vtt-alertmanager`, `docker logs --tail 100 vtt-alertmanager`.",
        (
            "Does it refuse its configuration? `docker exec vtt-alertmanager amtool check-config "
            "/etc/alertmanager/alertmanager.yml`; if it is gone, `amtool check-config` on the host."
        ),
        "`curl -s http://localhost:9093/-/healthy`.",
    ),
    resolution=(
        "`docker restart vtt-alertmanager`; silences and what was sent are on its volume.",
        "Refused configuration: go on with the runbook `config-reload-failed`.",
        "Until it works: look at http://localhost:9090/alerts every few minutes.",
    ),
    escalation=(
        on_call("at once; this pages if it can"),
        infrastructure_team("10 minutes without progress"),
    ),
)

blackbox_exporter_down = Runbook(
    slug="blackbox-exporter-down",
    title="Blackbox Exporter is gone",
    impact=(
        "Nobody looks at VTT from outside: a server that runs but says `unhealthy` goes unnoticed. "
        "VTTHealthCheckFailing is silenced meanwhile, because it could not know better."
    ),
    investigation=(
        "`docker ps -a --filter name=vtt-blackbox-exporter`, `docker logs --tail 50 vtt-blackbox-exporter`.",
        "Does it answer? `curl -s http://localhost:9115/-/healthy`.",
        "Does it accept its modules? `docker logs vtt-blackbox-exporter | grep -i config`.",
    ),
    resolution=(
        "`docker restart vtt-blackbox-exporter`.",
        "Refused modules: `vttalerts build --check`, revert the last change of `definitions/probes.py`.",
        "Until it works: `watch -n 30 curl -s http://localhost:8080/api/health`.",
    ),
    escalation=(
        on_call("at once; this pages"),
        infrastructure_team("15 minutes without progress"),
    ),
)

target_discovery_failing = Runbook(
    slug="target-discovery-failing",
    title="Prometheus cannot find its targets",
    impact=("New targets are not watched, and targets that are gone stay listed; what is not watched cannot alert."),
    investigation=(
        "Which job? The alert's labels, and http://localhost:9090/service-discovery.",
        "Why? `docker logs --since 30m vtt-prometheus | grep -iE 'discovery|target'`.",
        "Was a target or a relabeling changed? `git log -3 -- definitions/scrape.py definitions/probes.py`.",
    ),
    resolution=(
        "A wrong target or relabeling: revert the change, build, reload.",
        (
            "A wrong value in the environment file, such as VTT_SERVER_TARGET with `http://` in front: "
            "write `host:port`."
        ),
    ),
    escalation=(infrastructure_team("at once; they are told"),),
)

watchdog = Runbook(
    slug="watchdog",
    title="Dead man's switch",
    impact=(
        "VTTWatchdog always fires; that is how it should be. Trouble is when it stops: then some link from "
        "Prometheus through Alertmanager to the outside is broken, and no alert gets out."
    ),
    investigation=(
        "Does it fire? http://localhost:9090/alerts must show VTTWatchdog.",
        (
            "Has Alertmanager got it? `amtool alert query alertname=VTTWatchdog "
            "--alertmanager.url=http://localhost:9093`."
        ),
        'Does it get out? `increase(alertmanager_notifications_failed_total{integration="webhook"}[15m])`.',
        "Has the address behind the secret WATCHDOG_WEBHOOK_URL changed or expired?",
    ),
    resolution=(
        "Not firing: go on with the runbook `prometheus-down`.",
        "Not in Alertmanager: go on with the runbook `prometheus-notifications-failing`.",
        "Not getting out: go on with the runbook `alertmanager-notifications-failing`.",
        "Never silence it: that is the same as switching the monitoring off.",
    ),
    escalation=(
        on_call("the dead man's switch itself calls"),
        infrastructure_team("10 minutes without progress"),
    ),
)
