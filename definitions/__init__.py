"""VTT's monitoring: what is watched, when people are told, and who.

Other repositories import it as `vtt_definitions`, so imports in here are relative. They point one way: metrics →
recording → indicators, and runbooks → alerts → dashboards; receivers → routing and inhibitions; all → `platform`.
"""

from .platform import platform as platform
