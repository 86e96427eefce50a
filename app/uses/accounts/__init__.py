"""Accounts, sign-ins and tokens (账号)."""
