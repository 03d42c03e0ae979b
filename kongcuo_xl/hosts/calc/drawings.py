"""Drawings on a sheet: shapes with text, pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from .bridge import Uno, properties, struct, url
from .failures import explains
from .fonts import Characters, Font
from .units import hundredths, points

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

PICTURE = "com.sun.star.drawing.GraphicObjectShape"
OBJECT = "com.sun.star.drawing.OLE2Shape"
CHART = "12dcae26-281f-416f-a234-c3086127382e"
_TYPES = {
    PICTURE: "picture",
    "com.sun.star.drawing.CustomShape": "auto_shape",
    "com.sun.star.drawing.RectangleShape": "auto_shape",
    "com.sun.star.drawing.EllipseShape": "auto_shape",
    "com.sun.star.drawing.TextShape": "text_box",
    "com.sun.star.drawing.LineShape": "line",
    "com.sun.star.drawing.ConnectorShape": "line",
    "com.sun.star.drawing.PolyLineShape": "free_form",
    "com.sun.star.drawing.PolyPolygonShape": "free_form",
    "com.sun.star.drawing.ClosedBezierShape": "free_form",
    "com.sun.star.drawing.OpenBezierShape": "free_form",
    "com.sun.star.drawing.GroupShape": "group",
    "com.sun.star.drawing.ControlShape": "form_control",
    "com.sun.star.drawing.MediaShape": "media",
    OBJECT: "embedded_ole_object",
}


def is_chart(shape: Uno) -> bool:
    """Whether a drawing is a chart."""
    return shape.ShapeType == OBJECT and str(shape.CLSID).lower() == CHART


def on(sheet: Sheet) -> list[Uno]:
    """The drawings of a sheet, without the frames of notes."""
    page = sheet.xl.DrawPage
    found = [page.getByIndex(index) for index in range(page.Count)]
    return [shape for shape in found if shape.ShapeType != "com.sun.star.drawing.CaptionShape"]


def free_name(sheet: Sheet, word: str) -> str:
    """Picture 1, Picture 2, …"""
    taken = {shape.Name for shape in on(sheet)}
    number = 1
    while f"{word} {number}" in taken:
        number += 1
    return f"{word} {number}"


class Placed:
    """Where a drawing is and how large, in points; and its name."""

    xl: Uno

    def _box(self) -> tuple[Uno, Uno]:
        return self.xl.Position, self.xl.Size

    @property
    def left(self) -> float:
        """From the left edge of the sheet."""
        return points(self.xl.Position.X)

    @left.setter
    def left(self, value: float) -> None:
        shape = self.xl
        shape.Position = struct("awt.Point", X=hundredths(value), Y=shape.Position.Y)

    @property
    def top(self) -> float:
        """From the upper edge of the sheet."""
        return points(self.xl.Position.Y)

    @top.setter
    def top(self, value: float) -> None:
        shape = self.xl
        shape.Position = struct("awt.Point", X=shape.Position.X, Y=hundredths(value))

    @property
    def width(self) -> float:
        """In points."""
        return points(self.xl.Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        self._resize(hundredths(value), self.xl.Size.Height)

    @property
    def height(self) -> float:
        """In points."""
        return points(self.xl.Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        self._resize(self.xl.Size.Width, hundredths(value))

    def _resize(self, width: int, height: int) -> None:
        self.xl.Size = struct("awt.Size", Width=max(1, width), Height=max(1, height))

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.xl.Name or getattr(self.xl, "PersistName", ""))

    @name.setter
    def name(self, value: str) -> None:
        self.xl.Name = value

    def delete(self) -> None:
        """Remove it."""
        self.xl.getParent().remove(self.xl)


@explains
class Shape(Placed, base_classes.Shape):
    """A drawing of any kind."""

    def __init__(self, sheet: Sheet, xl: Uno) -> None:
        self.sheet = sheet
        self.xl = xl

    left = Placed.left
    top = Placed.top
    width = Placed.width
    height = Placed.height
    name = Placed.name

    @property
    def api(self) -> Uno:
        """com.sun.star.drawing.Shape."""
        return self.xl

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    @property
    def type(self) -> str:
        """picture, chart, auto_shape, text_box, …"""
        return "chart" if is_chart(self.xl) else _TYPES.get(self.xl.ShapeType, "mixed")

    @property
    def index(self) -> int:
        """Its place among the drawings, 1-based."""
        return next(i for i, other in enumerate(on(self.sheet), 1) if other == self.xl)

    def activate(self) -> None:
        """Select it."""
        controller = self.sheet.book.controller
        controller.setActiveSheet(self.sheet.xl)
        controller.select(self.xl)

    def _scaled(self, factor: float, relative: bool, scale: str, side: str) -> None:
        shape = self.xl
        old = shape.Size
        base = getattr(old, side)
        if relative:
            if shape.ShapeType != PICTURE:
                raise ValueError("Only pictures and OLE objects have an original size.")
            base = own_size(shape.Graphic)[0 if side == "Width" else 1]
        new = struct("awt.Size", Width=old.Width, Height=old.Height)
        setattr(new, side, round(base * factor))
        if shape.ShapeType == PICTURE and not relative:
            # A picture keeps its proportions, as Excel's do.
            other = "Height" if side == "Width" else "Width"
            setattr(new, other, round(getattr(old, other) * factor))
        corner = shape.Position
        shape.Size = new
        share = {"scale_from_top_left": 0.0, "scale_from_middle": 0.5, "scale_from_bottom_right": 1}
        moved = share[scale]
        shape.Position = struct(
            "awt.Point",
            X=round(corner.X - moved * (new.Width - old.Width)),
            Y=round(corner.Y - moved * (new.Height - old.Height)),
        )

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Make it wider; a picture keeps its proportions."""
        self._scaled(factor, relative_to_original_size, scale, "Width")

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Make it higher; a picture keeps its proportions."""
        self._scaled(factor, relative_to_original_size, scale, "Height")

    @property
    def text(self) -> str | None:
        """Its text; None when it has none."""
        return str(self.xl.String) or None if hasattr(self.xl, "String") else None

    @text.setter
    def text(self, value: str) -> None:
        self.xl.String = value

    @property
    def font(self) -> Font:
        """The font of its text."""
        return Font(self.xl)

    @property
    def characters(self) -> Characters:
        """Its text, piece by piece."""
        return Characters(self.xl)


class Drawings:
    """What the collections of drawings have in common."""

    sheet: Sheet
    kind: type[Any]

    @staticmethod
    def belongs(shape: Uno) -> bool:
        """Which drawings the collection holds."""
        raise NotImplementedError

    @property
    def api(self) -> Uno:
        """com.sun.star.drawing.DrawPage."""
        return self.sheet.xl.DrawPage

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def _all(self) -> list[Any]:
        return [self.kind(self.sheet, shape) for shape in on(self.sheet) if self.belongs(shape)]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __call__(self, key: int | str) -> Any:
        """By name, or by place, 1-based. Raises KeyError."""
        found = self._all()
        if isinstance(key, str):
            for drawing in found:
                if drawing.name.lower() == key.lower():
                    return drawing
            raise KeyError(key)
        if not 1 <= key <= len(found):
            raise KeyError(key)
        return found[key - 1]

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True


@explains
class Shapes(Drawings, base_classes.Collection):
    """All drawings of a sheet."""

    kind = Shape

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @staticmethod
    def belongs(shape: Uno) -> bool:
        """All of them."""
        return True


@explains
class Picture(Placed, base_classes.Picture):
    """A picture."""

    left = Placed.left
    top = Placed.top
    name = Placed.name

    def __init__(self, sheet: Sheet, xl: Uno) -> None:
        self.sheet = sheet
        self.xl = xl

    @property
    def api(self) -> Uno:
        """com.sun.star.drawing.GraphicObjectShape."""
        return self.xl

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def _locked(self) -> set[str]:
        locked: set[str] = self.sheet.book.locked_pictures
        return locked

    @property
    def lock_aspect_ratio(self) -> bool:
        """Whether width and height change together; not by themselves at first."""
        return self.name in self._locked()

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        (self._locked().add if value else self._locked().discard)(self.name)

    @property
    def width(self) -> float:
        """In points."""
        return points(self.xl.Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        size = self.xl.Size
        new = hundredths(value)
        height = round(size.Height * new / size.Width) if self.lock_aspect_ratio else size.Height
        self._resize(new, height)

    @property
    def height(self) -> float:
        """In points."""
        return points(self.xl.Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        size = self.xl.Size
        new = hundredths(value)
        width = round(size.Width * new / size.Height) if self.lock_aspect_ratio else size.Width
        self._resize(width, new)

    @property
    def index(self) -> int:
        """Its place among the pictures, 1-based."""
        pictures = [shape for shape in on(self.sheet) if shape.ShapeType == PICTURE]
        return next(i for i, other in enumerate(pictures, 1) if other == self.xl)

    def update(self, filename: str) -> Picture:
        """Show another picture in the same place and size."""
        self.xl.Graphic = graphic(self.sheet, filename)
        return self


def graphic(sheet: Sheet, filename: str) -> Uno:
    """A picture file as LibreOffice reads it. Raises XlwingsError when it does not."""
    provider = sheet.book.app.office.service("com.sun.star.graphic.GraphicProvider")
    found = provider.queryGraphic(properties(URL=url(os.path.realpath(filename))))
    if found is None:
        raise XlwingsError(f'"{Path(filename).name}" is no picture that LibreOffice reads.')
    return found


@explains
class Pictures(Drawings, base_classes.Pictures):
    """The pictures of a sheet."""

    kind = Picture

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @staticmethod
    def belongs(shape: Uno) -> bool:
        """Only pictures."""
        return bool(shape.ShapeType == PICTURE)

    def add(
        self,
        filename: str,
        link_to_file: bool,
        save_with_document: bool,
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: Any = None,
    ) -> Picture:
        """Insert a picture; a width or height of -1 is its own. It is always kept in the book."""
        content = graphic(self.sheet, filename)
        shape = self.sheet.book.doc.createInstance(PICTURE)
        name = free_name(self.sheet, "Picture")
        self.sheet.xl.DrawPage.add(shape)
        shape.Graphic = content
        shape.Name = name
        size = own_size(content)
        if anchor is not None:
            cells: Range = anchor.impl
            left, top = cells.left, cells.top
        shape.Size = struct(
            "awt.Size",
            Width=size[0] if width is None or width < 0 else hundredths(width),
            Height=size[1] if height is None or height < 0 else hundredths(height),
        )
        shape.Position = struct("awt.Point", X=hundredths(left or 0), Y=hundredths(top or 0))
        return Picture(self.sheet, shape)


def own_size(content: Uno) -> tuple[int, int]:
    """A picture's size in 1/100 mm, by its resolution or at 96 dots an inch."""
    size = content.Size100thMM
    if size.Width and size.Height:
        return size.Width, size.Height
    pixels = content.SizePixel
    return round(pixels.Width * 2540 / 96), round(pixels.Height * 2540 / 96)
