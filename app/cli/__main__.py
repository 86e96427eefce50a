"""``python -m app.cli`` is ``suyuan``."""

from app.cli import app

app(prog_name="suyuan")
