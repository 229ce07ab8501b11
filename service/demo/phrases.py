"""What the narrator says, in both languages. Not here: what mails say (notifications/), what commands print (service/words.py)."""

from engine.core.machine import Text

HEADER = (
    Text(
        "Duban 督办演示：示例县教育局，2026年2月13日起。服务是真的，只有时钟走得快。",
        "Duban demo: a sample county from 13 Feb 2026. The real service on a fast clock.",
    ),
    Text(
        "人们何时办了什么是编好的；谁何时收到什么由规则定，信寄到{address}。",
        "What people do is scripted; which mails come, the rules decide: {address}.",
    ),
)
FOLDER = Text("县文件夹：{folder}", "County folder: {folder}")

OPENS = Text("{who}  {event}：{matter}", "{who}: {event} - {matter}")
DOES = Text("{who}  {event}（{matter}）", "{who}: {event} ({matter})")
NOW = Text("现为：{state}", "now: {state}")
CLOSED = Text("√ {state}", "√ {state}")
REFUSED = Text("未办成：{why}", "refused: {why}")
OTHERS = Text("{n} 人各办一件：{matter}，{event}", "{n} people, one matter each: {matter} - {event}")
OPENED_BY_CALENDAR = Text("日历到期，系统立项 {n} 件：{names}", "The calendar opens {n}: {names}")

MAIL = Text("邮件 {n} · {title}", "Mail {n} · {title}")
COPY = Text("（抄送）", " (copy)")
TO = Text("收件人", "To  ")
SUBJECT = Text("主题  ", "Subj")
PAPER = Text("附件  ", "File")
PLACED = Text("{name}（{unit}）", "{name} ({unit})")
MORE_MAILS = Text("……这一批另有 {n} 封：{titles}", "... and {n} more in this batch: {titles}")
BETWEEN = Text("、", ", ")

LEDGER = Text("台账（duban list）", "The ledger (duban list)")
SUMMARY = Text("{days} 天，{mails} 封信。", "{days} days, {mails} mails.")
TRY = Text("可以试试，直接输入：", "Try it, just type:")
ELSEWHERE = Text("在另一个终端里也行：", "Or from another terminal:")
MEANS = {
    "list": Text("台账", "the ledger"),
    "show": Text("一件事的全部经过", "everything about one matter"),
    "explain": Text("日期怎么来的，不办会怎样", "why these dates, and what comes if nothing is done"),
    "act": Text("替责任人办理", "do what is owed"),
    "next": Text("过一天（next 5：过五天）", "let a day pass (next 5: five days)"),
    "quit": Text("结束", "end"),
}
PROMPT = Text("督办> ", "duban> ")
KEEP = Text("{seconds} 秒没有输入就自动结束。", "It ends by itself after {seconds} seconds without input.")
DAYS_WRONG = Text("next 后面写天数，1 到 60。", "next takes a number of days, 1 to 60.")
END = Text("演示结束。", "The demo has ended.")
GONE = Text("演示结束，县文件夹已删除。", "The demo has ended; its county folder is gone.")
NOT_RUNNING = Text("{0} 里没有正在运行的演示。", "No demo is running on {0}.")
ORDER_ALONE = Text(
    "给运行中的演示下命令，要写明它的县文件夹：duban demo --county DIR {0}",
    "An order for a running demo needs its county folder: duban demo --county DIR {0}",
)
UNKNOWN = Text("没有这个命令：{0}。可用：{1}", "There is no command {0}. There are: {1}")
SILENT = Text("演示的服务没有回应，详情见 {0}", "The demo's service does not answer; see {0}")
