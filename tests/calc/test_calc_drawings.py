"""Pictures, shapes and charts."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
import xlwings as xw


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red picture of 40 × 20 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\xff\0\0" * 40 for _ in range(20))
    path = tmp_path / "红.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def test_pictures(sheet: xw.Sheet, picture: Path) -> None:
    first = sheet.pictures.add(picture)
    assert first.name == "Picture 1"
    assert (first.left, first.top) == (0, 0)
    assert (round(first.width), round(first.height)) == (30, 15)
    first.left, first.top, first.width, first.height = 20, 30, 50, 60
    assert (first.left, first.top, first.width, first.height) == (20, 30, 50, 60)
    second = sheet.pictures.add(picture, name="二", left=10, top=12, width=100, height=80)
    assert (second.left, second.top, second.width, second.height) == (10, 12, 100, 80)
    assert [p.name for p in sheet.pictures] == ["Picture 1", "二"]
    assert sheet.pictures["二"] == second
    assert second.parent == sheet
    assert second.impl.index == 2
    with pytest.raises(xw.ShapeAlreadyExists):
        sheet.pictures.add(picture, name="二")
    sheet.pictures.add(picture, name="二", update=True)
    assert len(sheet.pictures) == 2
    second.delete()
    assert "二" not in sheet.pictures
    with pytest.raises(xw.XlwingsError, match="no picture"):
        sheet.pictures.add(Path(__file__))


def test_proportions_and_anchors(sheet: xw.Sheet, picture: Path) -> None:
    anchored = sheet.pictures.add(picture, anchor=sheet["C3"], width=60)
    assert (anchored.left, anchored.top) == (sheet["C3"].left, sheet["C3"].top)
    assert (anchored.width, anchored.height) == (60, 30)
    assert anchored.lock_aspect_ratio is True
    anchored.height = 60
    assert anchored.width == pytest.approx(120, abs=0.2)
    anchored.lock_aspect_ratio = False
    anchored.width = 10
    assert anchored.height == 60
    scaled = sheet.pictures.add(picture, name="s", scale=2)
    assert (round(scaled.width), round(scaled.height)) == (60, 30)


def test_shapes(sheet: xw.Sheet, picture: Path) -> None:
    sheet.pictures.add(picture, name="p")
    sheet["A1"].add_note("a note is no shape")
    box = sheet.book.api.createInstance("com.sun.star.drawing.CustomShape")
    sheet.api.DrawPage.add(box)
    sheet.charts.add(name="c")
    assert [shape.type for shape in sheet.shapes] == ["picture", "auto_shape", "chart"]
    shape = sheet.shapes[1]
    shape.name = "盒"
    shape.left, shape.top, shape.width, shape.height = 10, 20, 100, 50
    assert (shape.left, shape.top, shape.width, shape.height) == (10, 20, 100, 50)
    assert sheet.shapes["盒"] == shape
    shape.scale_width(2)
    assert (shape.width, shape.height) == (200, 50)
    shape.scale_height(0.5, scale="scale_from_bottom_right")
    assert (shape.height, shape.top) == (25, 45)
    assert shape.text is None
    shape.text = "文字 text"
    assert shape.text == "文字 text"
    shape.font.set(bold=True, size=22, color=(255, 0, 0))
    assert (shape.font.bold, shape.font.size, shape.font.color) == (True, 22, (255, 0, 0))
    shape.characters[:2].font.italic = True
    assert [shape.characters[at].font.italic for at in (0, 1, 2)] == [True, True, False]
    with pytest.raises(ValueError, match="original"):
        shape.scale_width(2, relative_to_original_size=True)
    shape.activate()
    assert sheet.book.selection is None
    shape.delete()
    assert "盒" not in sheet.shapes


@pytest.fixture
def chart(sheet: xw.Sheet) -> xw.Chart:
    sheet["A1"].value = [["月", "男", "女"], ["9月", 10, 20], ["10月", 30, 40]]
    return sheet.charts.add(source=sheet["A1:C3"], chart_type="column_clustered", name="图")


def test_charts(sheet: xw.Sheet, chart: xw.Chart) -> None:
    assert [c.name for c in sheet.charts] == ["图"]
    assert sheet.charts.parent == chart.parent == sheet
    for name in ("left", "top", "width", "height"):
        setattr(chart, name, 300)
        assert getattr(sheet.charts["图"], name) == 300
    chart.name = "新图"
    assert "新图" in sheet.charts
    assert chart.style == 227
    chart.style = 10
    assert sheet.charts[0].style == 10
    assert chart.title is None
    chart.title = "人数"
    assert chart.title == "人数"
    chart.title = None
    assert chart.title is None
    with pytest.raises(xw.ShapeAlreadyExists):
        sheet.charts.add(name="新图")
    chart.delete()
    assert len(sheet.charts) == 0


KINDS = [
    "column_clustered", "column_stacked", "column_stacked_100", "bar_clustered", "bar_stacked",
    "3d_column", "3d_column_clustered", "3d_bar_stacked", "cone_col_clustered", "cylinder_col",
    "pyramid_bar_stacked_100", "line", "line_markers", "line_stacked", "line_markers_stacked_100",
    "3d_line", "area", "area_stacked", "3d_area_stacked_100", "pie", "3d_pie", "pie_exploded",
    "doughnut", "radar", "radar_markers", "radar_filled", "xy_scatter", "xy_scatter_lines",
    "xy_scatter_lines_no_markers", "xy_scatter_smooth", "xy_scatter_smooth_no_markers",
]  # fmt: skip


def test_kinds_of_charts(chart: xw.Chart) -> None:
    for kind in KINDS:
        chart.chart_type = kind
        assert chart.chart_type == kind


@pytest.mark.parametrize("kind", ["surface", "bar_of_pie", "pie_of_pie", "bubble_3d_effect"])
def test_kinds_that_calc_lacks(chart: xw.Chart, kind: str) -> None:
    with pytest.raises(NotImplementedError):
        chart.chart_type = kind


def test_data(sheet: xw.Sheet, chart: xw.Chart) -> None:
    assert [series.name for series in chart.series] == ["男", "女"]
    assert chart.plot_by == "columns"
    chart.plot_by = "rows"
    assert chart.plot_by == "rows"
    assert [series.name for series in chart.series] == ["9月", "10月"]
    chart.set_source_data(sheet["A1:B3"])
    assert [series.name for series in chart.series] == ["男"]
    chart.set_x_axis_values(sheet["C2:C3"])
    with pytest.raises(KeyError):
        chart.series("男")


def test_legend(chart: xw.Chart) -> None:
    legend = chart.legend
    assert legend.visible is True
    for position in ("top", "bottom", "left", "right", "corner", "bottom"):
        legend.position = position
        assert legend.position == position
    legend.visible = False
    assert legend.position is None


def test_axes(chart: xw.Chart) -> None:
    axis = chart.value_axis
    axis.set(title="人", minimum_scale=0, maximum_scale=100, major_unit=20, number_format="0.00")
    assert (axis.title, axis.minimum_scale, axis.maximum_scale) == ("人", 0, 100)
    assert (axis.major_unit, axis.number_format, axis.visible) == (20, "0.00", True)
    axis.maximum_scale = None
    assert axis.maximum_scale != 100
    chart.category_axis.set(reverse_order=True, crosses="maximum")
    assert (chart.category_axis.reverse_order, chart.category_axis.crosses) == (True, "maximum")
    axis.visible = False
    assert (axis.visible, axis.title) == (False, None)
    with pytest.raises(xw.XlwingsError, match="no secondary axis group"):
        _ = chart.secondary_value_axis.title


def test_series(chart: xw.Chart) -> None:
    series = chart.series[1]
    series.set(chart_type="line_markers", axis_group="secondary", line_color=(1, 2, 3))
    assert (series.chart_type, series.axis_group) == ("line_markers", "secondary")
    assert series.line_color == (1, 2, 3)
    assert chart.chart_type == "combination"
    assert chart.series[0].chart_type == "column_clustered"
    series.set(
        name="女生", marker_style="circle", marker_size=8,
        marker_foreground_color=(17, 34, 51), marker_background_color="#445566",
    )  # fmt: skip
    assert (series.name, series.marker_style, series.marker_size) == ("女生", "circle", 8)
    assert series.marker_foreground_color == (17, 34, 51)
    assert series.marker_background_color == (68, 85, 102)
    chart.secondary_value_axis.set(title="%", minimum_scale=5)
    assert chart.secondary_value_axis.title == "%"
    assert chart.value_axis.title is None
    assert chart.secondary_category_axis.visible is False
    series.axis_group = "primary"
    chart.series[0].fill_color = (9, 8, 7)
    assert chart.series[0].fill_color == (9, 8, 7)
    with pytest.raises(NotImplementedError):
        series.chart_type = "pie"


def test_pictures_of_charts(chart: xw.Chart, tmp_path: Path) -> None:
    chart.to_png(tmp_path / "图.png")
    chart.to_pdf(tmp_path / "图.pdf")
    assert (tmp_path / "图.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "图.pdf").read_bytes().startswith(b"%PDF")
