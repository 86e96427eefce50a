"""Accountability (考核问责): rule sets as data, sums of compensation, letters due, their settlement and states."""
