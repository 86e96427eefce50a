"""Registers 台账: lists that an office keeps, each a specification (登记台账)."""
