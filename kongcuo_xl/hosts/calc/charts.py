"""Charts: their data, kind, title, legend, axes and series."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from . import formulas
from .areas import parsed, split_sheet
from .bridge import Uno, enum, properties, struct, url
from .chart_types import diagram_of, kind_of_series, named, service_of_series
from .drawings import Drawings, Placed, free_name, is_chart
from .failures import explains
from .number_formats import NumberFormats
from .units import colour, hundredths, points, rgb

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

UNSET = base_classes._UNSET
_LEGEND = {"left": "LINE_START", "right": "LINE_END", "top": "PAGE_START", "bottom": "PAGE_END"}
_CROSSES = {"automatic": "ZERO", "minimum": "START", "maximum": "END"}
# com.sun.star.chart2.Symbol.StandardSymbol
_MARKERS = {"square": 0, "diamond": 1, "triangle": 3, "circle": 8, "x": 10, "plus": 11,
            "star": 12, "dash": 13, "dot": 14}  # fmt: skip


@explains
class Charts(Drawings, base_classes.Charts):
    """The charts of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.kind = Chart

    @staticmethod
    def belongs(shape: Uno) -> bool:
        """Only charts."""
        return is_chart(shape)

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Range | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,
    ) -> Chart:
        """A new chart, of columns by default."""
        if anchor is not None:
            left, top = anchor.impl.left, anchor.impl.top
        box = struct(
            "awt.Rectangle",
            X=hundredths(left),
            Y=hundredths(top),
            Width=hundredths(width),
            Height=hundredths(height),
        )
        charts = self.sheet.xl.Charts
        number = 1
        while charts.hasByName(f"Chart {number}"):
            number += 1
        place = f"Chart {number}"
        cells = source or self.sheet.range((1, 1))
        charts.addNewByName(place, box, (cells.address_struct,), False, False)
        shape = next(
            found
            for found in reversed(self._shapes())
            if is_chart(found) and found.PersistName == place
        )
        title = name or free_name(self.sheet, "Chart")
        shape.Name = title
        chart = Chart(self.sheet, shape)
        if chart_type is not None:
            chart.chart_type = chart_type
        if source is not None:
            chart.set_source_data(source, plot_by)
            chart.model.HasLegend = len(chart.series) > 1
        if style is not None:
            chart.style = style
        self.sheet.book.doc.setModified(True)
        return chart

    def _shapes(self) -> list[Uno]:
        page = self.sheet.xl.DrawPage
        return [page.getByIndex(index) for index in range(page.Count)]


@explains
class Chart(Placed, base_classes.Chart):
    """One chart."""

    left = Placed.left
    top = Placed.top
    width = Placed.width
    height = Placed.height
    name = Placed.name

    def __init__(self, sheet: Sheet, xl: Uno) -> None:
        self.sheet = sheet
        self.xl = xl

    @property
    def model(self) -> Uno:
        """The chart itself; `xl` is the frame on the sheet."""
        return self.xl.Model

    @property
    def api(self) -> tuple[Uno, Uno]:
        """com.sun.star.drawing.OLE2Shape and com.sun.star.chart2.ChartDocument."""
        return self.xl, self.model

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def delete(self) -> None:
        """Remove it."""
        self.sheet.xl.Charts.removeByName(self.xl.PersistName)

    # Data

    def _arguments(self) -> dict[str, Any]:
        model = self.model
        detected = model.getDataProvider().detectArguments(model.getUsedData())
        return {argument.Name: argument.Value for argument in detected}

    def _set_data(self, ranges: str, by_rows: bool, labels: bool, categories: bool) -> None:
        model = self.model
        arguments = properties(
            CellRangeRepresentation=ranges,
            DataRowSource=enum("chart.ChartDataRowSource", "ROWS" if by_rows else "COLUMNS"),
            FirstCellAsLabel=labels,
            HasCategories=categories,
        )
        source = model.getDataProvider().createDataSource(arguments)
        model.getFirstDiagram().setDiagramData(source, arguments)

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """What is drawn. Which way, and what are labels, is guessed as Excel does."""
        area = rng.cells
        by_rows = area.rows < area.columns if plot_by is None else plot_by == "rows"
        rows = [list(row) for row in rng.piece(area).getDataArray()]
        if by_rows:
            rows = [list(column) for column in zip(*rows, strict=True)]
        labels = len(rows) > 1 and any(isinstance(value, str) and value for value in rows[0][1:])
        labels = labels or (
            len(rows[0]) == 1 and len(rows) > 1 and isinstance(rows[0][0], str) and rows[0][0] != ""
        )
        first = [row[0] for row in (rows[1:] if labels else rows)]
        words = all(isinstance(value, str) for value in first)
        categories = len(rows[0]) > 1 and (words or (labels and len(rows[0]) > 2))
        reference = formulas.to_calc(f"={rng.sheet.reference}!{area.address()}")[1:]
        self._set_data(reference, by_rows, labels, categories)

    def set_x_axis_values(self, rng: Range) -> None:
        """The labels along the axis."""
        model = self.model
        reference = formulas.to_calc(f"={rng.sheet.reference}!{rng.address}")[1:]
        values = model.getDataProvider().createDataSequenceByRangeRepresentation(reference)
        values.Role = "categories"
        labelled = self.sheet.book.app.office.service(
            "com.sun.star.chart2.data.LabeledDataSequence"
        )
        labelled.setValues(values)
        axis = model.getFirstDiagram().getCoordinateSystems()[0].getAxisByDimension(0, 0)
        scale = axis.getScaleData()
        scale.Categories = labelled
        axis.setScaleData(scale)

    @property
    def plot_by(self) -> str:
        """Whether each row, or each column, is a series."""
        found = self._arguments().get("DataRowSource")
        return "rows" if found is not None and found.value == "ROWS" else "columns"

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        arguments = self._arguments()
        sheet, rest = split_sheet(formulas.to_excel("=" + arguments["CellRangeRepresentation"]))
        area = parsed(rest)
        if area is None:
            raise XlwingsError("The chart's data is not one range.")
        from .ranges import Range

        self.set_source_data(Range(self.sheet.book.sheets(sheet), area), value)

    # Looks

    @property
    def chart_type(self) -> str:
        """xlwings' word; combination when its series are of several kinds."""
        kinds = {kind.getChartType() for kind in chart_kinds(self.model)}
        return "combination" if len(kinds) > 1 else named(self.model)

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        service, looks = diagram_of(value)
        model = self.model
        model.setDiagram(model.createInstance(service))
        diagram = model.getDiagram()
        for name, setting in looks.items():
            if name == "Offset":
                for series in self.series:
                    series.xl.Offset = setting
            else:
                setattr(diagram, name, setting)

    @property
    def title(self) -> str | None:
        """None when it has none."""
        model = self.model
        return str(model.Title.String) if model.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        model = self.model
        model.HasMainTitle = value is not None
        if value is not None:
            model.Title.String = value

    @property
    def style(self) -> int | None:
        """The number that was asked for; Calc has no chart styles."""
        found = self.sheet.book.chart_styles.get(self.xl.PersistName)
        return None if found is None else int(found)

    @style.setter
    def style(self, value: int) -> None:
        self.sheet.book.chart_styles[self.xl.PersistName] = value

    @property
    def legend(self) -> ChartLegend:
        """Its legend."""
        return ChartLegend(self)

    @property
    def category_axis(self) -> ChartAxis:
        """The axis of labels."""
        return ChartAxis(self, "X")

    @property
    def value_axis(self) -> ChartAxis:
        """The axis of values."""
        return ChartAxis(self, "Y")

    @property
    def secondary_category_axis(self) -> ChartAxis:
        """The other axis of labels."""
        return ChartAxis(self, "X", secondary=True)

    @property
    def secondary_value_axis(self) -> ChartAxis:
        """The other axis of values."""
        return ChartAxis(self, "Y", secondary=True)

    @property
    def series(self) -> ChartSeriesCollection:
        """Its series."""
        return ChartSeriesCollection(self)

    # Pictures

    def to_png(self, path: str) -> None:
        """Save it as a picture."""
        exporter = self.sheet.book.app.office.service("com.sun.star.drawing.GraphicExportFilter")
        exporter.setSourceDocument(self.xl)
        exporter.filter(properties(URL=url(os.path.realpath(path)), MediaType="image/png"))

    def to_pdf(self, path: str, quality: str) -> None:
        """Save it as PDF."""
        from .books import pdf_quality

        shapes = self.sheet.book.app.office.service("com.sun.star.drawing.ShapeCollection")
        shapes.add(self.xl)
        self.sheet.book.export(
            path, "calc_pdf_Export", {**pdf_quality(quality), "Selection": shapes}
        )


def chart_kinds(model: Uno) -> list[Uno]:
    """The kinds of series in a chart (com.sun.star.chart2.ChartType) that have any."""
    diagram = model.getFirstDiagram()
    return [
        kind
        for system in diagram.getCoordinateSystems()
        for kind in system.getChartTypes()
        if kind.getDataSeries()
    ]


@explains
class ChartLegend(base_classes.ChartLegend):
    """The legend of a chart."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def xl(self) -> Uno:
        """The legend."""
        return self.chart.model.getFirstDiagram().getLegend()

    @property
    def api(self) -> Uno:
        """com.sun.star.chart2.Legend."""
        return self.xl

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(self.chart.model.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.chart.model.HasLegend = value

    @property
    def position(self) -> str | None:
        """top, bottom, left, right, corner; None while it is hidden."""
        if not self.visible:
            return None
        legend = self.xl
        place = legend.RelativePosition
        if place is not None and place.Anchor.value == "TOP_RIGHT":
            return "corner"
        found = legend.AnchorPosition.value
        return next((word for word, value in _LEGEND.items() if value == found), "right")

    @position.setter
    def position(self, value: str) -> None:
        self.visible = True
        legend = self.xl
        if value == "corner":
            legend.AnchorPosition = enum("chart2.LegendPosition", "LINE_END")
            legend.RelativePosition = struct(
                "chart2.RelativePosition",
                Primary=0.98,
                Secondary=0.02,
                Anchor=enum("drawing.Alignment", "TOP_RIGHT"),
            )
            return
        legend.setPropertyToDefault("RelativePosition")
        legend.AnchorPosition = enum("chart2.LegendPosition", _LEGEND[value])


@explains
class ChartAxis(base_classes.ChartAxis):
    """An axis: X is the axis of labels, Y that of values."""

    def __init__(self, chart: Chart, letter: str, *, secondary: bool = False) -> None:
        self.chart = chart
        self._letter = letter
        self._secondary = secondary

    @property
    def _word(self) -> str:
        return f"Secondary{self._letter}Axis" if self._secondary else f"{self._letter}Axis"

    def _diagram(self) -> Uno:
        if self._secondary and not any(
            series.axis_group == "secondary" for series in self.chart.series
        ):
            raise XlwingsError(
                "The chart has no secondary axis group. Move a series to it first: "
                "series.axis_group = 'secondary'."
            )
        return self.chart.model.getDiagram()

    @property
    def xl(self) -> Uno:
        """The axis."""
        return getattr(self._diagram(), self._word)

    @property
    def api(self) -> Uno:
        """com.sun.star.chart.ChartAxis."""
        return self.xl

    @property
    def visible(self) -> bool:
        """Whether it is drawn."""
        return bool(getattr(self._diagram(), f"Has{self._word}"))

    @property
    def title(self) -> str | None:
        """None without one."""
        diagram = self._diagram()
        if not getattr(diagram, f"Has{self._word}Title") or not self.visible:
            return None
        return str(self._title_shape(diagram).String)

    def _title_shape(self, diagram: Uno) -> Uno:
        word = f"Second{self._letter}AxisTitle" if self._secondary else f"{self._letter}AxisTitle"
        return getattr(diagram, word)

    def _value_of(self, name: str) -> float | None:
        found = getattr(self.xl, name)
        return None if found is None else float(found)

    @property
    def minimum_scale(self) -> float | None:
        """Where it begins, chosen or automatic."""
        return self._value_of("Min")

    @property
    def maximum_scale(self) -> float | None:
        """Where it ends, chosen or automatic."""
        return self._value_of("Max")

    @property
    def major_unit(self) -> float | None:
        """The step between marks, chosen or automatic."""
        return self._value_of("StepMain")

    @property
    def number_format(self) -> str:
        """Excel's code."""
        return NumberFormats(self.chart.model).code(self.xl.NumberFormat)

    @property
    def reverse_order(self) -> bool:
        """Whether it runs backwards."""
        return bool(self.xl.ReverseDirection)

    def _other(self) -> Uno:
        """The axis that crosses this one: it knows where."""
        letter = "Y" if self._letter == "X" else "X"
        word = f"Secondary{letter}Axis" if self._secondary else f"{letter}Axis"
        return getattr(self._diagram(), word)

    @property
    def crosses(self) -> str:
        """Where the other axis crosses."""
        found = self._other().CrossoverPosition.value
        return next((word for word, value in _CROSSES.items() if value == found), "custom")

    def set(
        self,
        *,
        title: Any = UNSET,
        minimum_scale: Any = UNSET,
        maximum_scale: Any = UNSET,
        major_unit: Any = UNSET,
        number_format: Any = UNSET,
        visible: Any = UNSET,
        reverse_order: Any = UNSET,
        crosses: Any = UNSET,
    ) -> None:
        """Change what is given. None makes a scale automatic and takes a title away."""
        diagram = self._diagram()
        if visible is True:
            setattr(diagram, f"Has{self._word}", True)
        if self._secondary and self._letter == "X" and visible is UNSET and not self.visible:
            raise XlwingsError(
                "This needs a visible secondary category axis: set visible to True first."
            )
        axis = getattr(diagram, self._word)
        if title is not UNSET:
            setattr(diagram, f"Has{self._word}Title", title is not None)
            if title is not None:
                self._title_shape(diagram).String = title
        for value, name in (
            (minimum_scale, "Min"),
            (maximum_scale, "Max"),
            (major_unit, "StepMain"),
        ):
            if value is None:
                setattr(axis, f"Auto{name}", True)
            elif value is not UNSET:
                setattr(axis, name, value)
        if number_format is not UNSET:
            axis.LinkNumberFormatToSource = False
            axis.NumberFormat = NumberFormats(self.chart.model).key(number_format)
        if reverse_order is not UNSET:
            axis.ReverseDirection = reverse_order
        if crosses is not UNSET:
            position = enum("chart.ChartAxisPosition", _CROSSES[crosses])
            self._other().CrossoverPosition = position
        if visible is False:
            setattr(diagram, f"Has{self._word}", False)


@explains
class ChartSeriesCollection(base_classes.ChartSeriesCollection):
    """The series of a chart, in the order of their data."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def api(self) -> Uno:
        """com.sun.star.chart2.Diagram."""
        return self.chart.model.getFirstDiagram()

    @property
    def parent(self) -> Chart:
        """The chart."""
        return self.chart

    def _all(self) -> list[Uno]:
        found = [
            series for kind in chart_kinds(self.chart.model) for series in kind.getDataSeries()
        ]
        return sorted(found, key=_place) if len(found) > 1 else found

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[ChartSeries]:
        return (ChartSeries(self.chart, series) for series in self._all())

    def __call__(self, key: int | str) -> ChartSeries:
        """By its place, 1-based. Raises KeyError."""
        series = self._all()
        if not isinstance(key, int) or not 1 <= key <= len(series):
            raise KeyError(key)
        return ChartSeries(self.chart, series[key - 1])

    def __contains__(self, key: Any) -> bool:
        return isinstance(key, int) and 1 <= key <= len(self)


def _values(series: Uno) -> Uno:
    """The data that a series draws."""
    sequences = series.getDataSequences()
    for labelled in sequences:
        if str(labelled.getValues().Role).startswith("values"):
            return labelled
    return sequences[0]


def _place(series: Uno) -> tuple[int, int]:
    reference = formulas.to_excel("=" + _values(series).getValues().getSourceRangeRepresentation())
    area = parsed(split_sheet(reference)[1])
    return (area.left, area.top) if area is not None else (0, 0)


@explains
class ChartSeries(base_classes.ChartSeries):
    """One series."""

    def __init__(self, chart: Chart, xl: Uno) -> None:
        self.chart = chart
        self.xl = xl

    @property
    def api(self) -> Uno:
        """com.sun.star.chart2.DataSeries."""
        return self.xl

    @property
    def name(self) -> str:
        """What the legend says."""
        label = _values(self.xl).getLabel()
        text = " ".join(label.getTextualData()) if label is not None else ""
        if text:
            return text
        place = next(i for i, other in enumerate(self.chart.series, 1) if other.xl == self.xl)
        return f"Series{place}"

    def _kind(self) -> Uno:
        for kind in chart_kinds(self.chart.model):
            if any(series == self.xl for series in kind.getDataSeries()):
                return kind
        raise XlwingsError("The series is no longer there.")

    @property
    def chart_type(self) -> str:
        """How it is drawn."""
        return kind_of_series(self.chart.model, self._kind(), self.xl)

    @property
    def axis_group(self) -> str:
        """primary or secondary."""
        return "secondary" if self.xl.AttachedAxisIndex else "primary"

    @property
    def marker_style(self) -> str:
        """automatic, none, or a shape."""
        symbol = self.xl.Symbol
        if symbol.Style.value != "STANDARD":
            return "none" if symbol.Style.value == "NONE" else "automatic"
        found = symbol.StandardSymbol
        return next((word for word, value in _MARKERS.items() if value == found), "automatic")

    @property
    def marker_size(self) -> int:
        """In points."""
        return round(points(self.xl.Symbol.Size.Width))

    @property
    def marker_foreground_color(self) -> tuple[int, int, int]:
        """Its edge."""
        return rgb(self.xl.Symbol.BorderColor)

    @property
    def marker_background_color(self) -> tuple[int, int, int]:
        """Its inside."""
        return rgb(self.xl.Symbol.FillColor)

    def _is_line(self) -> bool:
        return str(self._kind().getChartType()).endswith(
            ("LineChartType", "ScatterChartType", ".NetChartType")
        )

    @property
    def line_color(self) -> tuple[int, int, int]:
        """The line, or the edge of bars and areas."""
        return rgb(self.xl.Color if self._is_line() else self.xl.BorderColor)

    @property
    def fill_color(self) -> tuple[int, int, int]:
        """The inside of bars and areas."""
        return rgb(self.xl.Color)

    def set(
        self,
        *,
        name: Any = UNSET,
        marker_style: Any = UNSET,
        marker_size: Any = UNSET,
        marker_foreground_color: Any = UNSET,
        marker_background_color: Any = UNSET,
        line_color: Any = UNSET,
        fill_color: Any = UNSET,
        chart_type: Any = UNSET,
        axis_group: Any = UNSET,
    ) -> None:
        """Change what is given."""
        if chart_type is not UNSET:
            self._draw_as(chart_type)
        if axis_group is not UNSET:
            self._attach(axis_group)
        series = self.xl
        if name is not UNSET:
            quoted = '"' + name.replace('"', '""') + '"'
            provider = self.chart.model.getDataProvider()
            label = provider.createDataSequenceByRangeRepresentation(quoted)
            label.Role = "label"
            _values(series).setLabel(label)
        if line_color is not UNSET:
            if self._is_line():
                series.Color = colour(line_color)
            else:
                series.BorderColor = colour(line_color)
                series.BorderStyle = enum("drawing.LineStyle", "SOLID")
        if fill_color is not UNSET:
            series.Color = colour(fill_color)
        symbol = series.Symbol
        if marker_style is not UNSET:
            if marker_style in _MARKERS:
                symbol.Style = enum("chart2.SymbolStyle", "STANDARD")
                symbol.StandardSymbol = _MARKERS[marker_style]
            else:
                word = "NONE" if marker_style == "none" else "AUTO"
                symbol.Style = enum("chart2.SymbolStyle", word)
        if marker_size is not UNSET:
            size = hundredths(marker_size)
            symbol.Size = struct("awt.Size", Width=size, Height=size)
        if marker_foreground_color is not UNSET:
            symbol.BorderColor = colour(marker_foreground_color)
        if marker_background_color is not UNSET:
            symbol.FillColor = colour(marker_background_color)
        if any(
            value is not UNSET
            for value in (
                marker_style, marker_size, marker_foreground_color, marker_background_color
            )
        ):  # fmt: skip
            series.Symbol = symbol

    def _draw_as(self, chart_type: str) -> None:
        """Move it to a kind of its own, or to one that is there."""
        service, symbols = service_of_series(chart_type)
        model = self.chart.model
        system = model.getFirstDiagram().getCoordinateSystems()[0]
        old = self._kind()
        if old.getChartType() != service:
            kinds = [k for k in system.getChartTypes() if k.getChartType() == service]
            if kinds:
                new = kinds[0]
            else:
                new = self.chart.sheet.book.app.office.service(service)
                system.addChartType(new)
            old.removeDataSeries(self.xl)
            new.addDataSeries(self.xl)
        if symbols is not None:
            symbol = self.xl.Symbol
            symbol.Style = enum("chart2.SymbolStyle", "AUTO" if symbols else "NONE")
            self.xl.Symbol = symbol

    def _attach(self, group: str) -> None:
        self.xl.AttachedAxisIndex = 1 if group == "secondary" else 0
        some = any(series.axis_group == "secondary" for series in self.chart.series)
        diagram = self.chart.model.getDiagram()
        diagram.HasSecondaryYAxis = some
        if not some:
            diagram.HasSecondaryXAxis = False
