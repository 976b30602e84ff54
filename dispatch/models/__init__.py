"""What dispatch keeps of a booking."""

from dispatch.models.stops import Stop, StopKind, StopState

__all__ = ["Stop", "StopKind", "StopState"]
