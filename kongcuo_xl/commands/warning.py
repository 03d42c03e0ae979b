"""The group 预警家访: who is at risk, what is owed to whom, where each case stands."""

from __future__ import annotations

from kongcuo_xl.commands import opened, outputs, pages
from kongcuo_xl.commands.button import button
from kongcuo_xl.commands.desk import Desk

_GROUP = "预警家访"


@button("risk", "预警名单", _GROUP, "MeetingsWorkspace", "谁有辍学风险，为什么", large=True)
def risk(desk: Desk) -> None:
    """把当前工作簿里有辍学风险的学生连同每条原因列成一个新工作簿，不用选中什么，当前工作簿不改动。"""
    from kongcuo_xl import risk_list
    from kongcuo_xl.tables import NotApplicable

    book = opened.read(desk)
    try:
        with opened.status(desk, "控辍保学：正在判断风险……"):
            found = risk_list.at_risk(book.scopes())
    except NotApplicable as why:
        desk.say(f"没有列出预警名单：{str(why).rstrip('。')}。")
        return
    if not found.pupils:
        desk.say(f"{found.summary}。没有要预警的学生，没有写名单。")
        return
    path = outputs.free(outputs.home(desk), f"{outputs.stem(desk)}_预警名单", ".xlsx")
    risk_list.write_workbook(found, path)
    lacking = pages.few([f"没有判断{label}：{why}" for label, why in found.lacking.items()])
    outputs.present(desk, path, "\n".join(filter(None, (f"{found.summary}。", lacking))))


@button("remind", "家访提醒", _GROUP, "ReviewNewComment", "谁欠什么，最迟哪天")
def remind(desk: Desk) -> None:
    """把到今天该做没做和七天内到期的家访、上报等事项按责任人列成一个新工作簿，不用选中什么，当前工作簿不改动。"""
    from kongcuo_xl import duties, reminders

    book = opened.read(desk)
    with opened.status(desk, "控辍保学：正在计算待办……"):
        scopes = book.scopes()
        found = duties.owed(scopes)
    if not found.duties:
        desk.say("到今天和七天之内没有待办事项，没有写清单。")
        return
    date = scopes[0].date
    path = outputs.free(outputs.home(desk), f"{outputs.stem(desk)}_待办清单", ".xlsx")
    reminders.write_workbook(found, date, path)
    counts = "，".join(f"{state} {found.count(state)} 项" for state in duties.STATES)
    visits = sum("家访" in duty.what for duty in found.duties)
    told = f"共 {len(found.duties)} 项：{counts}；其中家访 {visits} 项。日期 {date}。"
    outputs.present(desk, path, told)


@button("cases", "劝返台账", _GROUP, "ReviewTrackChanges", "未返校的学生各到了哪一步")
def cases(desk: Desk) -> None:
    """把当前工作簿台账里还没有返校的学生列成一个新工作簿，写明已到哪一步、下一步和期限，不用选中什么，当前工作簿不改动。"""
    from kongcuo_xl import case_list
    from kongcuo_xl.tables import MissingTableError

    book = opened.read(desk)
    try:
        with opened.status(desk, "控辍保学：正在查看台账……"):
            scopes = book.scopes()
            found = case_list.open_cases(scopes)
    except MissingTableError:
        desk.say("这个工作簿里没有疑似辍学、辍学台账，没有可列的个案。")
        return
    date = scopes[0].date
    if not found:
        desk.say(f"{case_list.summary(found, date)}。台账里的学生都已返校或销号，没有写名单。")
        return
    path = outputs.free(outputs.home(desk), f"{outputs.stem(desk)}_劝返台账", ".xlsx")
    case_list.write_workbook(found, date, path)
    outputs.present(desk, path, f"{case_list.summary(found, date)}。")
