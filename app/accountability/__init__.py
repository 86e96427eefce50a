"""Accountability 考核问责: rule sets, compensation and notices as pure functions."""
