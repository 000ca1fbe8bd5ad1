"""What notifications look like: enough to decide in bed whether to get up, and links to all else.

Each alert shows how bad it is, what is wrong, since when, and leads to its runbook, dashboard, query and silence.
Go templates with Alertmanager's functions only; `receivers` uses them by name.
"""

from __future__ import annotations

from vttalerts import NotificationTemplate

# The line on the lock screen. A group can hold several alerts: then their number, else the summary.
common = NotificationTemplate(
    name="vtt-common",
    text=r"""
{{ define "vtt.title" -}}
[{{ if ne .Status "firing" }}RESOLVED
{{- else }}{{ with .CommonLabels.severity }}{{ . | toUpper }}{{ else }}FIRING{{ end }}
{{- end }}]
{{- " " }}{{ .CommonLabels.alertname }}:
{{- if eq (len .Alerts) 1 }} {{ (index .Alerts 0).Annotations.summary }}
{{- else }} {{ len .Alerts.Firing }} firing, {{ len .Alerts.Resolved }} resolved
{{- end }}
{{- end }}

{{ define "vtt.link" -}}
{{ with .CommonAnnotations.dashboard_url }}{{ . }}
{{- else }}{{ .ExternalURL }}/#/alerts?receiver={{ .Receiver | urlquery }}
{{- end }}
{{- end }}
""",
)

# Slack's markup gives `&`, `<` and `>` a meaning: a label's value must not be able to call the whole channel.
slack = NotificationTemplate(
    name="vtt-slack",
    text=r"""
{{ define "vtt.slack.color" -}}
{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}
{{- end }}

{{ define "vtt.slack.escaped" -}}
{{ . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "vtt.slack.text" -}}
{{ range $number, $alert := .Alerts -}}
{{ if $number }}

{{ end -}}
{{ if eq .Status "firing" }}:fire:{{ else }}:white_check_mark:{{ end }}
{{- " " }}*{{ template "vtt.slack.escaped" .Annotations.summary }}*
{{- with .Annotations.description }}
{{ template "vtt.slack.escaped" . }}
{{- end }}
`{{ .Labels.severity }}` `{{ .Labels.service }}` since {{ .StartsAt.UTC.Format "2006-01-02 15:04 MST" }}
{{- if eq .Status "resolved" }} until {{ .EndsAt.UTC.Format "2006-01-02 15:04 MST" }}{{ end }}
{{ with .Annotations.runbook_url }}<{{ . }}|Runbook> | {{ end }}
{{- with .Annotations.dashboard_url }}<{{ . }}|Dashboard> | {{ end }}
{{- with .GeneratorURL }}<{{ . }}|Query> | {{ end }}
{{- "<" }}{{ $.ExternalURL }}/#/silences/new?filter=%7B
{{- range $position, $label := .Labels.SortedPairs }}{{ if $position }}%2C{{ end }}
{{- .Name }}%3D%22{{ .Value | urlquery | reReplaceAll "\\+" "%20" }}%22
{{- end }}%7D|Silence>
{{- end }}
{{- end }}
""",
)

email = NotificationTemplate(
    name="vtt-email",
    text=r"""
{{ define "vtt.email.text" -}}
{{ range .Alerts -}}
{{ .Status | toUpper }} ({{ .Labels.severity }}, {{ .Labels.service }}): {{ .Annotations.summary }}
{{ with .Annotations.description }}{{ . }}
{{ end -}}
Since:     {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 MST" }}
{{ if eq .Status "resolved" }}Until:     {{ .EndsAt.UTC.Format "2006-01-02 15:04:05 MST" }}
{{ end -}}
{{ with .Annotations.runbook_url }}Runbook:   {{ . }}
{{ end -}}
{{ with .Annotations.dashboard_url }}Dashboard: {{ . }}
{{ end -}}
{{ with .GeneratorURL }}Query:     {{ . }}
{{ end }}
{{ end -}}
Silence or look at all alerts: {{ .ExternalURL }}
{{ end }}

{{ define "vtt.email.html" -}}
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ template "vtt.title" . }}</title></head>
<body style="margin: 0; padding: 16px; font-family: sans-serif; font-size: 15px; color: #222222;">
<h1 style="font-size: 18px;">{{ template "vtt.title" . }}</h1>
{{ range .Alerts }}
{{- if eq .Status "resolved" }}
<div style="margin-bottom: 16px; padding: 4px 12px; border-left: 6px solid #2e7d32;">
{{- else if eq .Labels.severity "critical" }}
<div style="margin-bottom: 16px; padding: 4px 12px; border-left: 6px solid #c62828;">
{{- else }}
<div style="margin-bottom: 16px; padding: 4px 12px; border-left: 6px solid #f9a825;">
{{- end }}
<p><strong>{{ .Annotations.summary }}</strong></p>
{{ with .Annotations.description }}<p>{{ . }}</p>{{ end }}
<p>
<a href="{{ .Annotations.runbook_url }}">Runbook</a>
{{ with .Annotations.dashboard_url }} | <a href="{{ . }}">Dashboard</a>{{ end }}
{{ with .GeneratorURL }} | <a href="{{ . }}">Query</a>{{ end }}
 | <a href="{{ $.ExternalURL }}/#/silences/new?filter=%7B
{{- range $position, $label := .Labels.SortedPairs }}{{ if $position }}%2C{{ end }}
{{- .Name }}%3D%22{{ .Value }}%22
{{- end }}%7D">Silence</a>
</p>
<table style="font-size: 13px; border-collapse: collapse;">
<tr><td style="padding-right: 12px;">status</td><td>{{ .Status }}</td></tr>
<tr><td style="padding-right: 12px;">since</td><td>{{ .StartsAt.UTC.Format "2006-01-02 15:04:05 MST" }}</td></tr>
{{- if eq .Status "resolved" }}
<tr><td style="padding-right: 12px;">until</td><td>{{ .EndsAt.UTC.Format "2006-01-02 15:04:05 MST" }}</td></tr>
{{- end }}
{{- range .Labels.SortedPairs }}
<tr><td style="padding-right: 12px;">{{ .Name }}</td><td>{{ .Value }}</td></tr>
{{- end }}
</table>
</div>
{{ end }}
<p style="font-size: 13px;"><a href="{{ .ExternalURL }}">All alerts and silences</a></p>
</body>
</html>
{{- end }}
""",
)

TEMPLATES = (common, slack, email)
