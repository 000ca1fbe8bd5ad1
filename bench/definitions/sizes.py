"""How large the platform is; `bench/synthetic.py` replaces this file. Without dashboards it is rules alone."""

ALERTS = 1000
ROUTES = 1000
DASHBOARDS = 200
