"""Assessments of the store: samples, layers and rules together (评价)."""
