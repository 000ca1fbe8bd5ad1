"""How large the platform is; `bench/synthetic.py` replaces this file."""

ALERTS = 1000
ROUTES = 1000
DASHBOARDS = 200
