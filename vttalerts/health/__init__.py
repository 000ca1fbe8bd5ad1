"""The custom health monitor: asks VTT's endpoints, judges the answers, and tells people when a state changes.

`run` wires it: every interval `probe` asks all endpoints at once, `judge` turns what they say into states, `outbox`
keeps states and notifications in one transaction, and a `courier` for each channel delivers them.
"""
