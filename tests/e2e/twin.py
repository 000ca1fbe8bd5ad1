"""A second Prometheus, which the first one watches: it can be broken in every way that the alerts know of."""

from __future__ import annotations

from pathlib import Path

from vttalerts.stack.native import Service

# Always evaluates, and tells nobody but Alertmanager that it exists.
FINE = """\
global: {{evaluation_interval: 300ms, scrape_interval: 300ms}}
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["{alertmanager}"]}}]}}]}}
"""

# An Alertmanager where nobody listens, a rule whose two sides each have two series, and a discovery without its file.
BROKEN = """\
global: {{evaluation_interval: 300ms, scrape_interval: 300ms}}
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:9"]}}]}}]}}
rule_files: ["{rules}"]
scrape_configs:
  - job_name: nobody
    http_sd_configs: [{{url: "https://127.0.0.1:9/", tls_config: {{ca_file: /nonexistent/ca.pem}}}}]
"""

RULES = """\
groups:
  - name: twin
    rules:
      - alert: TwinSpeaks
        expr: vector(1)
      - record: twin:broken
        expr: >
          label_replace(vector(1), "a", "1", "", "") or label_replace(vector(1), "a", "2", "", "")
          * on () (label_replace(vector(1), "a", "1", "", "") or label_replace(vector(1), "a", "2", "", ""))
"""


class Twin:
    """Its files, and what to start."""

    def __init__(self, folder: Path, program: str, port: int, alertmanager: str) -> None:
        self._config = folder / "twin.yml"
        self._rules = folder / "twin-rules.yml"
        self._alertmanager = alertmanager
        folder.mkdir(parents=True, exist_ok=True)
        self._rules.write_text(RULES, encoding="utf-8")
        self.mend()
        self.url = f"http://127.0.0.1:{port}"
        command = (
            program,
            f"--config.file={self._config}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--web.enable-lifecycle",
            "--rules.alert.resend-delay=300ms",
        )
        self.service = Service("twin", command, port, f"{self.url}/-/ready")

    def mend(self) -> None:
        """Give it a good configuration."""
        self._config.write_text(FINE.format(alertmanager=self._alertmanager), encoding="utf-8")

    def damage(self) -> None:
        """Give it one that it loads, and that does not work."""
        self._config.write_text(BROKEN.format(rules=self._rules), encoding="utf-8")

    def ruin(self) -> None:
        """Give it one that it can't load."""
        self._config.write_text("global: {scrape_interval: never}\n", encoding="utf-8")
