"""The audit trail, what is read out of it, and what is removed when its time has come."""
