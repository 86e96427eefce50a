"""Entries of registers, kept files and the ledger (台账)."""
