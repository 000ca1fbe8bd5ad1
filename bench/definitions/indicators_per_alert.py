"""How many indicators and metrics so many alerts look at."""

from .sizes import ALERTS

INDICATORS = max(ALERTS * 789 // 10_000, 1)
"""With four thresholds each: 10,000 alerts have 3,156 different expressions."""

PARTS = max(INDICATORS // 8, 1)
