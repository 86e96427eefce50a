"""Traces, impacts and investigations: the uses that need several rooms (溯源与影响的用例)."""
