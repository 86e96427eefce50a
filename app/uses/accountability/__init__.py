"""The close of a month and what follows from it (考核问责)."""
