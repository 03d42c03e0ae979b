"""Takes the manual's pictures from the real program: ``python docs/pictures.py``.

Workbooks are pictured in the window of a real LibreOffice on a screen of its own (Xvfb), the
terminal and the report in a real browser. Everything shown is made anew from the demo county.
"""

from __future__ import annotations

import contextlib
import html
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import xlwings as xw
from PIL import Image, ImageGrab

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kongcuo_xl import demo  # noqa: E402
from kongcuo_xl.cli import main  # noqa: E402
from kongcuo_xl.hosts import calc  # noqa: E402
from tests.browser import Browser  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZE = (1600, 860)
ASKED = ("--policy", "zhushan-2021", "--date", "2025-10-20")
SCHOOL = "示范县/云溪县第一中学"
_SECONDS_TO_PAINT = 4
BY_VALUE = 3  # com.sun.star.view.DocumentZoomType
_TERMINAL = """<!doctype html><meta charset="utf-8"><body style="margin:0;background:#1e1e1e">
<pre style="margin:0;padding:18px 22px;color:#d4d4d4;font:15px/1.45 'Noto Sans Mono CJK SC',
monospace;white-space:pre-wrap;word-break:break-all">{}</pre>"""


def take(folder: Path) -> None:
    """All pictures; ``folder`` holds the files pictured meanwhile."""
    os.chdir(folder)
    demo.write(Path("示范县"), schools=3, students=240)
    _run("check", SCHOOL, *ASKED, "--out", "核查结果", "--html", "报告.html")
    september = ("--date", "2025-10-08", "--period", "2025-09")
    _run("fill", "月报表", "--from", SCHOOL, *september, "--out", "月报.xlsx", "--explain")
    _run("new", "台账.xlsx")
    shown = ("check", f"{SCHOOL}/学生花名册（七年级）.xlsx", *ASKED)
    _terminal(f"$ kongcuo {' '.join(shown)}\n{_run(*shown)}", "terminal-check.png")
    with Browser(folder / "browser") as browser:
        browser.open(folder / "报告.html")
        browser.picture(IMAGES / "report.png", width=1100, height=900)
    marked = folder / "核查结果" / "学生花名册（七年级）_核查.xlsx"
    with _screen() as app:
        _window(app, marked, 0, "marked.png", zoom=60)
        _window(app, marked, -1, "list.png")
        _window(app, folder / "月报.xlsx", 0, "form.png")
        _window(app, folder / "月报.xlsx", "数据来源", "source.png")
        _window(app, folder / "台账（示例）.xlsx", "仪表盘", "ledger.png")


def _run(*words: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = main(list(words))
    if status not in (0, 1):
        raise SystemExit(f"kongcuo {' '.join(words)}: {status}")
    return out.getvalue()


def _terminal(text: str, name: str) -> None:
    lines = text.splitlines()
    if len(lines) > 40:
        lines = [*lines[:22], "……", *lines[-14:]]
    page = Path("terminal.html")
    page.write_text(_TERMINAL.format(html.escape("\n".join(lines))), encoding="utf-8")
    with Browser(Path("terminal-browser").resolve()) as browser:
        browser.open(page.resolve())
        browser.picture(IMAGES / name, width=1200)


@contextlib.contextmanager
def _screen() -> Iterator[xw.App]:
    """A LibreOffice with a window on a screen that nobody sees."""
    told, tells = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tells), "-screen", "0", size], pass_fds=[tells]
    )
    before = os.environ.get("DISPLAY")
    # It says its number when it is ready.
    os.environ["DISPLAY"] = f":{os.read(told, 16).decode().strip()}"
    try:
        calc.register()
        with xw.App(visible=True) as app:
            yield app
    finally:
        os.environ.pop("DISPLAY")
        if before is not None:
            os.environ["DISPLAY"] = before
        screen.terminate()
        screen.wait()


def _window(app: xw.App, path: Path, sheet: int | str, name: str, zoom: int = 75) -> None:
    book = app.books.open(str(path))
    shown = book.sheets[sheet]
    shown.activate()
    shown.range("A1").select()
    view = book.api.CurrentController
    view.ZoomType, view.ZoomValue = BY_VALUE, zoom
    view.Sidebar.setVisible(False)
    view.Frame.ContainerWindow.setPosSize(0, 0, *SIZE, 15)
    time.sleep(_SECONDS_TO_PAINT)
    picture = ImageGrab.grab(xdisplay=os.environ["DISPLAY"])
    picture.quantize(128, dither=Image.Dither.NONE).save(IMAGES / name, optimize=True)
    book.close()


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        take(Path(place))
        os.chdir(ROOT)
