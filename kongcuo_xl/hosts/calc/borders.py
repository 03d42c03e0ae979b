"""The lines around and between cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .areas import Area
from .bridge import Uno, struct
from .failures import explains
from .units import colour, rgb

if TYPE_CHECKING:
    from .ranges import Range

UNSET = base_classes._UNSET
# com.sun.star.table.BorderLineStyle
_STYLES = {
    "continuous": 0,
    "dot": 1,
    "dash": 2,
    "double": 3,
    "dash_dot": 16,
    "dash_dot_dot": 17,
    "slant_dash_dot": 14,  # fine dashes: the nearest that Calc has
}
_NAMES = {style: name for name, style in _STYLES.items()}
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 53, "thick": 88}  # 1/100 mm
_POSSIBLE = {
    "continuous": ("thin", "hairline", "medium", "thick"),
    "dot": ("thin",),
    "dash": ("thin", "medium"),
    "dash_dot": ("thin", "medium"),
    "dash_dot_dot": ("thin", "medium"),
    "slant_dash_dot": ("medium",),
    "double": ("thick",),
}
# side: the property of the cell, its place in com.sun.star.table.TableBorder2
_CELL = {
    "edge_top": "TopBorder2",
    "edge_bottom": "BottomBorder2",
    "edge_left": "LeftBorder2",
    "edge_right": "RightBorder2",
    "inside_vertical": "RightBorder2",
    "inside_horizontal": "BottomBorder2",
    "diagonal_down": "DiagonalTLBR2",
    "diagonal_up": "DiagonalBLTR2",
}
_TABLE = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_vertical": "VerticalLine",
    "inside_horizontal": "HorizontalLine",
}
DIAGONALS = ("diagonal_down", "diagonal_up")


@explains
class Borders(base_classes.Borders):
    """All lines of a range. The grid's sides are those that its shape has."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Uno:
        """com.sun.star.table.TableBorder2."""
        return self.cells.xl.TableBorder2

    def __getitem__(self, key: str) -> Border:
        return Border(self.cells, key)

    def _grid(self) -> list[Border]:
        rows, columns = self.cells.shape
        sides = ["edge_top", "edge_bottom", "edge_left", "edge_right"]
        sides += ["inside_vertical"] if columns > 1 else []
        sides += ["inside_horizontal"] if rows > 1 else []
        return [self[side] for side in sides]

    def _shared(self, attribute: str) -> Any:
        found = {getattr(border, attribute) for border in self._grid()}
        return found.pop() if len(found) == 1 else None

    @property
    def line_style(self) -> str | None:
        """None when the sides differ."""
        return self._shared("line_style")  # type: ignore[no-any-return]

    @property
    def weight(self) -> str | None:
        """None when the sides differ."""
        return self._shared("weight")  # type: ignore[no-any-return]

    @property
    def color(self) -> tuple[int, int, int] | None:
        """None when the sides differ."""
        return self._shared("color")  # type: ignore[no-any-return]

    def set(
        self, sides: list[str], line_style: Any = UNSET, weight: Any = UNSET, color: Any = UNSET
    ) -> None:
        """Draw or remove sides; what is not given stays as it is."""
        self.cells.guard()
        rows, columns = self.cells.shape
        grid = struct("table.TableBorder2")
        some = False
        for side in sides:
            if side == "inside_vertical" and columns == 1:
                continue
            if side == "inside_horizontal" and rows == 1:
                continue
            line = self[side].changed(line_style, weight, color)
            if side in DIAGONALS:
                setattr(self.cells.xl, _CELL[side], line)
                continue
            setattr(grid, _TABLE[side], line)
            setattr(grid, f"Is{_TABLE[side]}Valid", True)
            some = True
        if some:
            self.cells.xl.TableBorder2 = grid


@explains
class Border(base_classes.Border):
    """One side of a range. What differs along the side is reported as its first cell has it."""

    def __init__(self, cells: Range, side: str) -> None:
        self.cells = cells
        self.side = side

    @property
    def xl(self) -> Uno:
        """The line of the first cell on this side."""
        area = self.cells.cells
        row = area.bottom if self.side == "edge_bottom" else area.top
        column = area.right if self.side == "edge_right" else area.left
        return getattr(self.cells.piece(Area(row, column, 1, 1)), _CELL[self.side])

    @property
    def api(self) -> Uno:
        """com.sun.star.table.BorderLine2."""
        return self.xl

    @staticmethod
    def _absent(line: Uno) -> bool:
        return not (line.LineWidth or line.OuterLineWidth or line.InnerLineWidth)

    @property
    def line_style(self) -> str:
        """xlwings' word; "none" without a line."""
        line = self.xl
        return "none" if self._absent(line) else _NAMES.get(line.LineStyle, "continuous")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        Borders(self.cells).set([self.side], line_style=value)

    @staticmethod
    def _weight(line: Uno) -> str:
        width = line.LineWidth or line.OuterLineWidth
        return min(_WIDTHS, key=lambda name: abs(_WIDTHS[name] - width))

    @property
    def weight(self) -> str | None:
        """hairline, thin, medium or thick; None without a line."""
        line = self.xl
        return None if self._absent(line) else self._weight(line)

    @weight.setter
    def weight(self, value: str) -> None:
        Borders(self.cells).set([self.side], weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """None without a line; and for the diagonals of several cells, as in Excel."""
        if self.side in DIAGONALS and len(self.cells) > 1:
            return None
        line = self.xl
        return None if self._absent(line) else rgb(line.Color)

    @color.setter
    def color(self, value: Any) -> None:
        Borders(self.cells).set([self.side], color=value)

    def changed(self, line_style: Any, weight: Any, color: Any) -> Uno:
        """The line as it will be. A weight that its style cannot have gives way to the style."""
        line = struct("table.BorderLine2")
        if line_style is None:
            return line
        old = self.xl
        exists = not self._absent(old)
        style = line_style if line_style is not UNSET else None
        if style is None:
            style = _NAMES.get(old.LineStyle, "continuous") if exists else "continuous"
        if weight is not UNSET:
            wanted = weight
        elif exists:
            wanted = self._weight(old)
        else:
            wanted = "thin"
        if wanted not in _POSSIBLE[style]:
            if weight is not UNSET and line_style is UNSET:
                style = "continuous"
            else:
                wanted = _POSSIBLE[style][0]
        line.LineStyle = _STYLES[style]
        line.LineWidth = _WIDTHS[wanted]
        line.OuterLineWidth = _WIDTHS[wanted]
        line.Color = colour(color) if color is not UNSET else (old.Color if exists else 0)
        return line
