"""Documents as schools print them: whom they are for, what they say, what is told of them."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import docx
import openpyxl
import pytest

from kongcuo_xl import cli, documents
from kongcuo_xl.documents import DocumentError
from kongcuo_xl.hosts import word
from kongcuo_xl.requirements import document_names

HEADINGS = ["姓名", "性别", "身份证号", "年级", "班级", "监护人", "联系电话", "家庭住址"]
ZHANG = [
    *("张小明", "男", "110105201309010033", "七年级", "1班"),
    *("张大山", "13800001111", "柳树村3号"),
]
LI = ["李红", "女", "110105201309010025", "七年级", "1班", "李四", "", "杨树村5号"]
LI_TOO = ["李红", "女", "110105201209010028", "八年级", "2班", "李五", "13800002222", ""]
CASES = ["姓名", "身份证号", "班级", "离校日期", "状态", "辍学原因", "返校日期"]
AWAY = ["张小明", "110105201309010033", "七(1)班", "2025-10-09", "疑似辍学", "{{ 7*7 }}<外出>", ""]
BACK = ["李红", "110105201309010025", "七(1)班", "2025-09-09", "已返校", "厌学", "2025-09-20"]


def sheet(path: Path, title: str, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@pytest.fixture
def school(tmp_path: Path) -> Path:
    folder = tmp_path / "柳树中学"
    sheet(folder / "花名册.xlsx", "学生花名册", HEADINGS, ZHANG, LI, LI_TOO)
    sheet(folder / "疑似辍学台账.xlsx", "疑似辍学台账", CASES, AWAY, BACK)
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.main([str(each) for each in ("print", *words)])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def said(path: Path) -> str:
    body = docx.Document(str(path)).element.body
    lines = ("".join(part.text or "" for part in p.iter(f"{{{W}}}t")) for p in body.iter(P))
    return "\n".join(lines)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
P = f"{{{W}}}p"


def printed(
    capsys: pytest.CaptureFixture[str], name: str, school: Path, *words: str
) -> tuple[dict[str, str], str]:
    out = school.parent / "文书"
    status, _, err = run(
        capsys, name, "--from", school, "--date", "2025-10-20", "--out", out, *words
    )
    assert status == cli.FINE, err
    return {path.name: said(path) for path in sorted(out.iterdir())}, err


def test_a_notice_goes_to_those_who_are_not_back(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, _ = printed(capsys, "返校通知书", school)
    assert list(files) == ["返校通知书_柳树中学.docx"]
    (text,) = files.values()
    assert "张大山家长（监护人）：" in text
    assert "您的孩子张小明系我校七(1)班学生，自2025年10月9日起没有到校上课。" in text
    assert "请您务必于2025年10月27日前送孩子返校学习" in text  # 7 days, policy's notice_term_days
    assert "110105201309010033" in text
    assert "《中华人民共和国义务教育法》第五十八条规定" in text
    assert "第十条" not in text
    assert "李红" not in text


def test_what_a_roster_says_is_only_text(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, _ = printed(capsys, "返校通知书", school)
    assert "原因：{{ 7*7 }}<外出>。" in files["返校通知书_柳树中学.docx"]


def test_people_of_one_name_are_all_printed_and_said(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, err = printed(capsys, "义务教育责任书", school, "--student", "李红")
    assert list(files) == [
        "义务教育责任书_柳树中学_七(1)班.docx",
        "义务教育责任书_柳树中学_八(2)班.docx",
    ]
    assert "叫“李红”的有2人（柳树中学七(1)班、柳树中学八(2)班）" in err
    assert "表中没有与学生关系，已留空，请手填。" in err
    assert "李红没有联系电话，已留空" in err
    assert "联系电话：" + documents.all_fields()["联系电话"].blank in files[
        "义务教育责任书_柳树中学_七(1)班.docx"
    ].replace("\n", "")


def test_a_name_that_nobody_bears(
    school: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(
        capsys, "致家长一封信", "--from", school, "--out", tmp_path / "o", "--student", "张晓明"
    )
    assert status == cli.WRONG
    assert "没有找到“张晓明”，最接近的是张小明。" in err
    assert not (tmp_path / "o").exists()


def test_a_report_lists_everybody_for_both_addressees(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, _ = printed(capsys, "书面报告", school)
    (text,) = files.values()
    assert text.count("关于未返校学生情况的报告") == 2
    assert "乡镇人民政府（街道办事处）：" in text
    assert "县级教育行政部门：" in text
    assert "共1人" in text
    assert text.count("张小明") == 2


def test_three_certificates_each_for_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "柳树中学"
    sheet(
        folder / "异地就读.xlsx",
        "异地就读学生登记表",
        ["姓名", "身份证号", "就读地", "就读学校", "年级", "班级", "异地就读证明", "份数"],
        ["张小明", "110105201309010033", "浙江省", "江东小学", "六年级", "2班", "有", "3"],
    )
    files, _ = printed(capsys, "异地就读证明", folder)
    (text,) = files.values()
    assert text.count("兹证明学生张小明") == 3
    assert [f"（交{who}）" in text for who in ("当地人民政府", "中心学校", "县级教育行政部门")] == [
        True
    ] * 3


def test_a_class_has_one_letter(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, _ = printed(capsys, "控辍保学目标责任书（学校与班级）", school)
    (text,) = files.values()
    assert text.count("本班现有学生") == 2
    assert "本班现有学生2人" in text


def test_a_letter_for_a_class_is_for_no_single_pupil(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(
        capsys, "控辍保学目标责任书（学校与班级）", "--from", school, "--out", school.parent / "o",
        "--student", "李红",
    )  # fmt: skip
    assert status == cli.WRONG
    assert "一班一份，不能按姓名打印" in err


def test_ids_are_masked_in_what_is_told(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(
        capsys, "一人一案", "--from", school, "--out", school.parent / "o",
        "--student", "110105201309010033",
    )  # fmt: skip
    assert status == cli.WRONG
    assert "110105********0033" in out + err
    assert "110105201309010033" not in out + err


def test_without_a_name_the_documents_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys)
    assert status == cli.FINE
    assert [line.split()[0] for line in out.splitlines()] == [
        document.name for document in documents.all_documents()
    ]


def test_an_unknown_document_is_answered_with_the_nearest() -> None:
    with pytest.raises(DocumentError, match="最接近的是“返校通知书”"):
        documents.find("返校通知单")
    with pytest.raises(DocumentError, match="有几种"):
        documents.find("控辍保学目标责任书")


@pytest.mark.parametrize("document", documents.all_documents(), ids=lambda each: each.name)
def test_templates_are_whole_and_name_what_is_known(document: documents.Document) -> None:
    assert document.name.partition("（")[0] in document_names()
    assert word.read_template(document.template, documents.names_known()).used


PLACED = ["姓名", "身份证号", "年级", "班级", "残疾类型", "安置方式", "送教教师"]
TAUGHT = ["日期", "学生", "送教教师", "课时", "内容"]


def test_a_handbook_holds_the_childs_own_lessons_by_date_and_rows_to_write_on(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(
        school / "残疾.xlsx", "残疾儿童安置表", PLACED,
        ["张小明", "110105201309010033", "七年级", "1班", "智力", "送教上门", "王芳、李强"],
    )  # fmt: skip
    sheet(
        school / "送教.xlsx", "送教上门记录", TAUGHT,
        ["2025-09-10", "张小明", "王芳、李强", "2", "认识数字"],
        ["2025-09-03", "张小明", "王芳", "2", "认识颜色"],
        ["2025-09-03", "李红", "王芳", "2", "别人的课"],
    )  # fmt: skip
    files, _ = printed(capsys, "送教手册", school)
    text = files["送教手册_柳树中学.docx"]
    assert text.index("2025年9月3日") < text.index("2025年9月10日")
    assert "认识颜色" in text
    assert "别人的课" not in text
    assert text.splitlines().count("12") == 1  # the last of the rows, for writing by hand


def test_sex_and_birth_are_told_by_the_id_where_no_table_has_them(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(
        school / "异地.xlsx", "异地就读登记", ["姓名", "身份证号", "就读地", "就读学校"],
        ["周五", "110105201309020055", "浙江省", "义乌一小"],
        ["吴六", "110105201309010034", "浙江省", "义乌一小"],
    )  # fmt: skip
    files, notes = printed(capsys, "异地就读证明", school, "--student", "周五", "--student", "吴六")
    text = files["异地就读证明_柳树中学.docx"]
    assert "2013年9月2日" in text
    assert "吴六没有性别" in notes  # its number is wrong, and tells nothing


def test_a_case_file_lists_the_visits_made(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(
        school / "家访.xlsx", "家访登记表", ["日期", "教师", "学生", "班级", "内容"],
        ["2025-10-11", "王芳", "张小明", "七(1)班", "劝返，家长答应"],
    )  # fmt: skip
    files, _ = printed(capsys, "一人一案", school, "--student", "张小明")
    assert "2025年10月11日" in files["一人一案_柳树中学.docx"]
    assert "劝返，家长答应" in files["一人一案_柳树中学.docx"]


def test_the_brief_counts_the_month_and_leaves_blank_what_no_table_tells(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(school.parent / "杨树小学" / "花名册.xlsx", "学生花名册", HEADINGS, ["王五", "男", "",
          "一年级", "1班", "", "", ""])  # fmt: skip
    files, notes = printed(capsys, "控辍保学简报", school.parent)
    text = files["控辍保学简报.docx"]
    assert "（2025年10月）" in text
    assert "在籍学生4人" in text
    assert "本月新增疑似辍学1人" in text
    assert "七年级\n2" in text
    assert "柳树中学\n3" in text
    assert "杨树小学\n1" in text
    assert "休学" in notes


def test_the_brief_is_about_nobody_by_name(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(
        capsys, "控辍保学简报", "--from", school, "--student", "李红", "--out", school.parent / "出"
    )
    assert status == cli.WRONG
    assert "控辍保学简报只有一份，不能按姓名打印" in err


def test_monitoring_prints_pupils_not_teachers_and_desks_without_names(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pupils = [[f"学生{one}", "柳树中学", "八年级", "1班", ""] for one in "甲乙丙"]
    sheet(
        school / "样本.xlsx", "质量监测样本", ["姓名", "学校", "年级", "班级", "担任职务"], *pupils,
        ["王芳", "柳树中学", "", "", "班主任"],
    )  # fmt: skip
    files, _ = printed(capsys, "监测公示", school)
    files, _ = printed(capsys, "监测桌签", school)
    assert "测试学生共3人" in files["监测公示_柳树中学.docx"]
    assert "学生丙" in files["监测公示_柳树中学.docx"]
    assert "王芳" not in files["监测公示_柳树中学.docx"]
    assert files["监测桌签_柳树中学.docx"].count("监测点：柳树中学") == 4
    assert "学生甲" not in files["监测桌签_柳树中学.docx"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("学生{{ 姓明 }}", "第1段（学生{{ 姓明 }}）的标签“{{ 姓明 }}”：没有名为“姓明”的项目，"
                         "最接近的是“姓名”"),
        ("学生{{ 姓名 }，", "第1段（学生{{ 姓名 }，）的标签没有写完整：“学生{{ 姓名 }，”"),
        ("{%p for 条 in 法律依据 %}", "后面没有与它配对的“endfor”"),
        ("{%p endfor %}", "前面没有与它配对的 for"),
        ("{% import os %}", "“{% import os %}”不认识"),
        ("{{ 姓名.__class__ }}", "{{ 姓名.__class__ }}"),
    ],
)  # fmt: skip
def test_a_broken_tag_is_named_with_its_paragraph(tmp_path: Path, text: str, words: str) -> None:
    template = docx.Document()
    template.add_paragraph(text)
    template.save(str(tmp_path / "坏.docx"))
    with pytest.raises(DocumentError) as raised:
        word.read_template(tmp_path / "坏.docx", documents.names_known())
    assert words in str(raised.value)
    assert "坏.docx" in str(raised.value)


def test_a_template_that_is_no_word_file(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK")
    with pytest.raises(DocumentError, match="打不开"):
        word.read_template(tmp_path / "坏.docx", documents.names_known())


def test_templates_are_what_their_layouts_say(tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "templates" / "build_documents.py"
    spec = importlib.util.spec_from_file_location("build_documents", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build(tmp_path)

    def digests(folder: Path) -> dict[str, str]:
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.glob("*.docx")
        }

    assert digests(tmp_path) == digests(documents.folder())
