"""What to do about each alert: one page per trouble, shared by the warning and the page on the same thing."""

from .dependencies import ai_service_latency as ai_service_latency
from .dependencies import database_unhealthy as database_unhealthy
from .infrastructure import clock_skew as clock_skew
from .infrastructure import cpu_saturation as cpu_saturation
from .infrastructure import disk_space as disk_space
from .infrastructure import host_memory as host_memory
from .infrastructure import node_exporter_down as node_exporter_down
from .monitoring import alertmanager_down as alertmanager_down
from .monitoring import alertmanager_notifications_failing as alertmanager_notifications_failing
from .monitoring import blackbox_exporter_down as blackbox_exporter_down
from .monitoring import config_reload_failed as config_reload_failed
from .monitoring import prometheus_down as prometheus_down
from .monitoring import prometheus_notifications_failing as prometheus_notifications_failing
from .monitoring import rule_evaluation_failing as rule_evaluation_failing
from .monitoring import target_discovery_failing as target_discovery_failing
from .monitoring import watchdog as watchdog
from .security import auth_failures as auth_failures
from .security import rate_limit_hits as rate_limit_hits
from .security import suspicious_activity as suspicious_activity
from .server import api_down as api_down
from .server import health_check_failing as health_check_failing
from .server import high_error_rate as high_error_rate
from .server import high_memory as high_memory
from .server import high_response_time as high_response_time
from .server import websocket_connections_drop as websocket_connections_drop
