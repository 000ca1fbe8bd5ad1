"""VTT in small, to watch the monitoring at work: a server with faults to switch on, and an inbox for what arrives.

Decision: the servers here speak HTTP and SMTP by asyncio's streams, and write Prometheus's text format themselves.
Rejected: prometheus-client, aiosmtpd and a web framework, three dependencies of everybody for a demonstration.
"""
