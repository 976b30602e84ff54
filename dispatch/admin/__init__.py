"""Staff pages of dispatch."""

from dispatch.admin.stops import StopAdmin

__all__ = ["StopAdmin"]
