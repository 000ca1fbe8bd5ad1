"""Everything that VTT alerts on, one file for each kind of urgency or team."""

from .critical import CRITICAL as CRITICAL
from .infrastructure import INFRASTRUCTURE as INFRASTRUCTURE
from .monitoring import MONITORING as MONITORING
from .security import SECURITY as SECURITY
from .warning import WARNING as WARNING
