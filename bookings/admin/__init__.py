"""Staff pages of bookings, their customers and their money."""

from bookings.admin.booking import BookingAdmin
from bookings.admin.customers import CustomerAdmin
from bookings.admin.leads import LeadAdmin
from bookings.admin.payments import LedgerAdmin, PaymentAdmin, RefundAdmin

__all__ = ["BookingAdmin", "CustomerAdmin", "LeadAdmin", "LedgerAdmin", "PaymentAdmin", "RefundAdmin"]
