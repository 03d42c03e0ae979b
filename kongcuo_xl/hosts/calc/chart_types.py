"""The kinds of charts: xlwings' words and LibreOffice's diagrams."""

from __future__ import annotations

from typing import Any

from .bridge import Uno

_CHART = "com.sun.star.chart."
_CHART2 = "com.sun.star.chart2."
NO_SYMBOLS, SYMBOLS = -3, -1  # com.sun.star.chart.ChartSymbolType
EXPLODED = 0.1
_SOLIDS = {"cylinder": 1, "cone": 2, "pyramid": 3}


def _table() -> dict[str, tuple[str, dict[str, Any]]]:
    """xlwings' word → the diagram and how it is drawn."""
    stackings: dict[str, dict[str, Any]] = {
        "": {"Stacked": False, "Percent": False},
        "_stacked": {"Stacked": True, "Percent": False},
        "_stacked_100": {"Percent": True},
    }
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for ending, stacking in stackings.items():
        bars = ending or "_clustered"
        for word, vertical in (("column", False), ("bar", True)):
            # Making a diagram solid lays its bars down or sets them up: Vertical comes after.
            flat = {"Dim3D": False, "Deep": False, **stacking, "Vertical": vertical}
            found[f"{word}{bars}"] = ("BarDiagram", flat)
            found[f"3d_{word}{bars}"] = ("BarDiagram", flat | {"Dim3D": True, "SolidType": 0})
            for solid, number in _SOLIDS.items():
                short = "col" if word == "column" else word
                found[f"{solid}_{short}{bars}"] = (
                    "BarDiagram",
                    flat | {"Dim3D": True, "SolidType": number},
                )
        found[f"area{ending}"] = ("AreaDiagram", {"Dim3D": False, **stacking})
        found[f"3d_area{ending}"] = ("AreaDiagram", {"Dim3D": True, **stacking})
        for word, symbols in (("line", NO_SYMBOLS), ("line_markers", SYMBOLS)):
            found[f"{word}{ending}"] = (
                "LineDiagram",
                {"Dim3D": False, "Lines": True, "SymbolType": symbols, **stacking},
            )
    deep = {"Vertical": False, "Dim3D": True, "Deep": True, "Stacked": False, "Percent": False}
    found["3d_column"] = ("BarDiagram", deep | {"SolidType": 0})
    for solid, number in _SOLIDS.items():
        found[f"{solid}_col"] = ("BarDiagram", deep | {"SolidType": number})
    found["3d_line"] = ("LineDiagram", {"Dim3D": True, "Stacked": False, "Percent": False})
    found["pie"] = ("PieDiagram", {"Dim3D": False, "Offset": 0})
    found["3d_pie"] = ("PieDiagram", {"Dim3D": True, "Offset": 0})
    found["pie_exploded"] = ("PieDiagram", {"Dim3D": False, "Offset": EXPLODED})
    found["3d_pie_exploded"] = ("PieDiagram", {"Dim3D": True, "Offset": EXPLODED})
    found["doughnut"] = ("DonutDiagram", {"Dim3D": False, "Offset": 0})
    found["doughnut_exploded"] = ("DonutDiagram", {"Dim3D": False, "Offset": EXPLODED})
    for word, lines, symbols, spline in (
        ("xy_scatter", False, SYMBOLS, 0),
        ("xy_scatter_lines", True, SYMBOLS, 0),
        ("xy_scatter_lines_no_markers", True, NO_SYMBOLS, 0),
        ("xy_scatter_smooth", True, SYMBOLS, 1),
        ("xy_scatter_smooth_no_markers", True, NO_SYMBOLS, 1),
    ):
        found[word] = (
            "XYDiagram",
            {"Lines": lines, "SymbolType": symbols, "SplineType": spline},
        )
    found["radar"] = ("NetDiagram", {"SymbolType": NO_SYMBOLS})
    found["radar_markers"] = ("NetDiagram", {"SymbolType": SYMBOLS})
    found["radar_filled"] = ("FilledNetDiagram", {})
    found["stock_hlc"] = ("StockDiagram", {"Volume": False, "UpDown": False})
    found["stock_ohlc"] = ("StockDiagram", {"Volume": False, "UpDown": True})
    found["stock_vhlc"] = ("StockDiagram", {"Volume": True, "UpDown": False})
    found["stock_vohlc"] = ("StockDiagram", {"Volume": True, "UpDown": True})
    found["bubble"] = ("BubbleDiagram", {})
    return found


_DIAGRAMS = _table()
_SERIES = {
    "column_clustered": ("ColumnChartType", None),
    "line": ("LineChartType", False),
    "line_markers": ("LineChartType", True),
    "area": ("AreaChartType", None),
}


def diagram_of(word: str) -> tuple[str, dict[str, Any]]:
    """The diagram's service and properties. Raises NotImplementedError for what Calc lacks."""
    if word not in _DIAGRAMS:
        raise NotImplementedError(f"Calc has no charts of the kind {word}.")
    service, looks = _DIAGRAMS[word]
    return _CHART + service, looks


def named(model: Uno) -> str:
    """xlwings' word for a chart of one kind."""
    diagram = model.getDiagram()
    service = str(diagram.getDiagramType()).removeprefix(_CHART)
    known = diagram.getPropertySetInfo()
    best, agreed = "column_clustered", -1
    for word, (other, looks) in _DIAGRAMS.items():
        if other != service:
            continue
        for name, wanted in looks.items():
            found = _property(model, diagram, known, name)
            if name == "SymbolType":
                same = (found == NO_SYMBOLS) == (wanted == NO_SYMBOLS)
            elif name == "SolidType" and not looks.get("Dim3D"):
                same = True
            else:
                same = bool(found) == bool(wanted) if isinstance(wanted, bool) else found == wanted
            if not same:
                break
        else:
            if len(looks) > agreed:
                best, agreed = word, len(looks)
    return best


def _property(model: Uno, diagram: Uno, known: Uno, name: str) -> Any:
    if name in ("Offset", "Lines"):
        kinds = model.getFirstDiagram().getCoordinateSystems()[0].getChartTypes()
        series = [one for kind in kinds for one in kind.getDataSeries()]
        if name == "Offset":
            return EXPLODED if series and series[0].Offset else 0
        return not series or series[0].LineStyle.value != "NONE"
    return getattr(diagram, name) if known.hasPropertyByName(name) else None


def service_of_series(word: str) -> tuple[str, bool | None]:
    """How one series is drawn, and whether with symbols.

    Raises NotImplementedError for kinds that do not go together with others.
    """
    if word not in _SERIES:
        raise NotImplementedError(f"A series cannot be drawn as {word} among others in Calc.")
    service, symbols = _SERIES[word]
    return _CHART2 + service, symbols


def kind_of_series(model: Uno, kind: Uno, series: Uno) -> str:
    """xlwings' word for how a series is drawn."""
    service = str(kind.getChartType()).removeprefix(_CHART2)
    system = model.getFirstDiagram().getCoordinateSystems()[0]
    if len([k for k in system.getChartTypes() if k.getDataSeries()]) == 1:
        return named(model)
    if service == "LineChartType":
        return "line" if series.Symbol.Style.value == "NONE" else "line_markers"
    return "area" if service == "AreaChartType" else "column_clustered"
