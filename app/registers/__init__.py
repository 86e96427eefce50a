"""Registers 台账: exemptions, aliases, notices, payments, measures, works, each described as data."""
