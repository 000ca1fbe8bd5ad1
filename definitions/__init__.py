"""VTT's monitoring: what is watched, when people are told, and who.

Other repositories import it as `vtt_definitions`, so imports in here are relative. They point one way:
metrics → recording → indicators → alerts; runbooks → alerts; receivers → routing; all → platform.
"""

from .platform import platform as platform
