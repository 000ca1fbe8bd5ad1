"""What people look at, one file each dashboard."""

from .overview import OVERVIEW as OVERVIEW
