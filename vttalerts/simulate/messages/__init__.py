"""The messages of the integrations: what is sent to Slack, to a mailbox, to PagerDuty and to a webhook."""
