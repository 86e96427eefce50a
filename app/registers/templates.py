"""The register of the office's own templates (模板): which file stands for which letter or workbook."""

from __future__ import annotations

from app.registers.fields import choice, file, text
from app.registers.spec import RegisterSpec, State, Transition

WORKBOOK = "workbook"
TEMPLATES = RegisterSpec(
    id="templates",
    zh="模板",
    en="Templates",
    help_zh="办公室自己的文书模板（.docx）和月报表格模板（.xlsx）。经接口上传，先检查后启用；没有启用的用内置模板。",
    help_en="The office's own letters (.docx) and monthly workbook (.xlsx). They are sent in over the API, checked "
    "before use; where none is in use the built-in one is.",
    fields=(
        choice(
            "kind", "用于", "For",
            ("reminder|提醒函|Reminder letter", "warning|预警通报|Warning", "interview|约谈通知|Interview",
             "supervision|督办函|Supervision letter", "listing|挂牌督办|Listed supervision",
             "accountability|问责建议|Accountability proposal", "circular|通报|Circular",
             "payment|缴款通知|Payment notice",
             f"{WORKBOOK}|月报表格|Monthly workbook"),
            required=True, in_list=True,
        ),
        file("file", "文件", "File", required=True),
        text("file_name", "文件名", "File name", in_list=True),
        text("note", "备注", "Note", multiline=True),
    ),
    states=(State("in_use", "启用", "In use"), State("retired", "停用", "Retired", closed=True, void=True)),
    transitions=(Transition("in_use", "retired", "停用", "Retire", "analyst", note_needed=True),),
    key_fields=("kind",),
    read_role="viewer",
    write_role="admin",
    title_fields=("kind", "file_name"),
    subject_field="kind",
)  # fmt: skip
