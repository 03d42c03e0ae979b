"""Documents as Word files: a template checked tag by tag, and all its copies written as one file.

A template names what it wants as ``{{ 姓名 }}``; a paragraph or table row is repeated between
``{%p for 条 in 法律依据 %}`` and ``{%p endfor %}`` (``{%tr`` for rows). Text from a roster is only
ever text: it is escaped, and never read as a tag, a field code or markup.
"""

from __future__ import annotations

import copy
import difflib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kongcuo_xl.documents import DocumentError, Values
from kongcuo_xl.hosts.ooxml.archive import writing

if TYPE_CHECKING:
    from docx.document import Document

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_VALUE = re.compile(r"\{\{\s*(\w+)(?:\.(\w+))?\s*\}\}")
_FOR = re.compile(r"\{%(?:p|tr)?\s+for\s+(\w+)\s+in\s+(\w+)\s*%\}")
_END = re.compile(r"\{%(?:p|tr)?\s+endfor\s*%\}")
_EVERY = "全部"
_ALWAYS = ("单位", "日期")
"""Unpacked for every copy whether used or not: a loop over one name alone would not unpack."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was checked, and the names it uses, those of lists' parts among them."""

    path: Path
    used: frozenset[str]
    values: tuple[str, ...]
    """The names that it asks of each copy."""


def read_template(path: Path, known: Mapping[str, frozenset[str]]) -> Template:
    """The template, checked. ``known``: names that may be used → the parts of each list.

    Raises DocumentError naming the tag and the paragraph that are wrong.
    """
    document = _opened(path)
    used: dict[str, None] = {}
    parts: set[str] = set()
    opened: list[tuple[str, str, str]] = []  # loop variable, list, where it began
    for place, text in _paragraphs(document):
        where = f"模板“{path.name}”{place}"
        for tag in _TAG.findall(text):
            if value := _VALUE.fullmatch(tag):
                lists = {variable: name for variable, name, _ in opened}
                name, part = value[1], value[2]
                if part is None and name in known and not known[name]:
                    used[name] = None
                elif part is not None and name in lists and part in known[lists[name]]:
                    parts.add(part)
                else:
                    allowed = known[lists[name]] if name in lists else known
                    raise DocumentError(_unknown(where, tag, part or name, list(allowed)))
            elif loop := _FOR.fullmatch(tag):
                if not known.get(loop[2]):
                    names = [name for name, of in known.items() if of]
                    raise DocumentError(_unknown(where, tag, loop[2], names))
                used[loop[2]] = None
                opened.append((loop[1], loop[2], f"{where}的标签“{tag}”"))
            elif _END.fullmatch(tag):
                if not opened:
                    raise DocumentError(f"{where}的标签“{tag}”前面没有与它配对的 for。")
                opened.pop()
            else:
                raise DocumentError(
                    f"{where}的标签“{tag}”不认识；取一个值写成“{{{{ 姓名 }}}}”，"
                    "重复一段写成“{%p for 条 in 法律依据 %}”和“{%p endfor %}”各占一段。"
                )
        if half := _HALF.search(_TAG.sub("", text)):
            raise DocumentError(
                f"{where}的标签没有写完整：“{_around(_TAG.sub('', text), half.start())}”，"
                "标签要在同一段里以“{{”开头、以“}}”结尾。"
            )
    if opened:
        raise DocumentError(f"{opened[-1][2]}后面没有与它配对的“endfor”。")
    return Template(path, frozenset(used) | parts, tuple(dict.fromkeys([*_ALWAYS, *used])))


def write(template: Template, copies: Sequence[Values], target: Path) -> None:
    """Write all copies of a document as one file, each beginning a page, whole or not at all.

    Raises OutputError when ``target`` can't be written.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    document = DocxTemplate(str(template.path))
    document.init_docx()
    _repeat(document.docx, template.values)
    every = [tuple(each[name] for name in template.values) for each in copies]
    safe = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document.render({_EVERY: every}, jinja_env=safe, autoescape=True)
    held = io.BytesIO()
    document.save(held)
    with writing(target) as out:
        out.write(held.getvalue())


def _opened(path: Path) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise DocumentError(
            f"模板“{path}”打不开，要的是 Word 的 .docx 文件；请重新另存，或换回原来的模板。"
        ) from None


def _paragraphs(document: Document) -> Iterator[tuple[str, str]]:
    """Every paragraph that holds text, in order: where it stands in words, and its text."""
    from docx.oxml.ns import qn

    number = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        if text.strip():
            number += 1
            yield f"第{number}段（{_start(text)}）", text
    for section in document.sections:
        for part, name in ((section.header, "页眉"), (section.footer, "页脚")):
            if _HALF.search("".join(p.text for p in part.paragraphs)):
                raise DocumentError(f"模板的{name}里不能用标签，请写在正文里。")


def _repeat(document: Document, names: Sequence[str]) -> None:
    """Put the body into a loop over all copies, each of which begins a page."""
    from docx.oxml.ns import qn

    body = document.element.body
    first = next(child for child in body if child.tag != qn("w:sectPr"))
    if first.tag != qn("w:p"):
        first = _tag(document, "")
        body.insert(0, first)
    first.get_or_add_pPr().get_or_add_pageBreakBefore()
    body.insert(0, _tag(document, f"{{%p for ({', '.join(names)}) in {_EVERY} %}}"))
    last = _tag(document, "{%p endfor %}")
    end = body.find(qn("w:sectPr"))
    if end is None:
        body.append(last)
    else:
        end.addprevious(last)


def _tag(document: Document, text: str) -> Any:
    paragraph = document.add_paragraph(text)._p
    paragraph.getparent().remove(paragraph)
    return copy.deepcopy(paragraph)


def _unknown(where: str, tag: str, name: str, allowed: list[str]) -> str:
    nearest = difflib.get_close_matches(name, allowed, n=1, cutoff=0.0)
    return f"{where}的标签“{tag}”：没有名为“{name}”的项目，最接近的是“{nearest[0]}”。"


def _start(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 16 else f"{text[:16]}…"


def _around(text: str, at: int) -> str:
    return text[max(0, at - 8) : at + 14].strip()
