"""溯源 Suyuan: a map service for controlling water pollution in a county or city."""
