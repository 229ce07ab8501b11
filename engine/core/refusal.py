"""Refusals: an act that is not allowed changes nothing and is told in one sentence that names the rule.

Here: the base of all errors a person can see, and every sentence of refusal in both languages. Not here: the
decisions.
"""

from engine.core.machine import Text


class DubanError(Exception):
    """Base of every error that is told to a person."""


SENTENCES = {
    "no_organisation": Text("库里还没有机构和人员，请先运行 duban check 和 duban serve。", "The database has no organisation yet; run duban check, then duban serve."),
    "unknown_matter": Text("没有编号为 {number} 的事项。", "There is no matter {number}."),
    "no_child_rules": Text(
        "{number} 按受理时的规则要开出“{workflow}”，但现行制度里没有它，或它不再由系统开启：请把该制度文件放回制度文件夹，再试一次。",
        "{number} runs by rules that open a matter of {workflow}, and no such rulebook is in force, or the engine opens none by it: "
        "put its file back into the folder of rulebooks, then try again.",
    ),
    "unknown_workflow": Text("没有名为 {workflow} 的制度{hint}。", "There is no workflow {workflow}{hint}."),
    "unknown_person": Text("人员表里没有 {person}{hint}。", "There is no person {person}{hint}."),
    "unknown_unit": Text("机构表里没有 {unit}{hint}。", "There is no unit {unit}{hint}."),
    "unknown_event": Text("“{workflow}”没有事件 {event}{hint}。", "{workflow} has no event {event}{hint}."),
    "unknown_field": Text("“{workflow}”没有字段 {field}{hint}。", "{workflow} has no field {field}{hint}."),
    "closed": Text("{number} 已终结（{state}），不能再办理。", "{number} has ended ({state}); nothing more can be done to it."),
    "not_in_state": Text(
        "现在是“{state}”，不能“{event}”；可以：{allowed}。",
        "Cannot {event} while in {state}; possible: {allowed}.",
    ),
    "not_yours": Text("“{event}”应由{who}办理，不是 {person}。", "{event} is for {who}, not for {person}."),
    "engine_only": Text("“{event}”由系统自动办理，不能由人办理。", "{event} is done by the engine, not by a person."),
    "own_report": Text(
        "报告人不能核查自己的报告（报告与核查分离）。", "Who reported cannot verify (reporter and verifier are different people)."
    ),
    "other_than": Text("“{event}”须由他人办理，不能是办理“{done}”的人。", "{event} must be done by someone other than who did {done}."),
    "needs": Text("“{event}”还缺：{fields}。", "{event} still needs: {fields}."),
    "condition": Text("不符合“{event}”的条件：{condition}。", "{event} requires: {condition}."),
    "bad_value": Text("字段 {field} 的值“{value}”不对：应为{expected}。", "{value!r} does not fit field {field}: {expected} expected."),
    "pause_after_limit": Text(
        "时限已于 {on} 届满，不能再暂停（规则4）。", "The last limit passed on {on}; no pause after it (rule 4)."
    ),
    "no_extension": Text("这一环节没有可以延期的时限（规则5）。", "No clock of this duty can be extended (rule 5)."),
    "which_clock": Text("请指明延期哪一个时限：{clocks}。", "Say which clock is to be extended: {clocks}."),
    "extension_late": Text(
        "延期须在 {on} 到期前申请，逾期申请按超期处理（规则5）。",
        "An extension must be asked by {on}; a request after expiry counts as overdue (rule 5).",
    ),
    "extension_times": Text("最多延期 {times} 次（规则5）。", "At most {times} extension(s) (rule 5)."),
    "extension_length": Text("延期不能超过 {up_to}（规则5）。", "An extension is at most {up_to} (rule 5)."),
    "extension_positive": Text("延期天数须为正整数。", "The length of an extension must be a positive whole number."),
    "extension_unit": Text("“{unit}”不是期限单位：wd 工作日、cd 天、months 月。", "{unit} is no unit of time: wd, cd or months."),
    "extension_pending": Text("已有一项延期申请待批复。", "A request for extension is already waiting for its answer."),
    "no_request": Text("没有待批复的延期申请。", "No request for extension is waiting for an answer."),
    "no_transfer": Text("没有待接收的移送。", "No transfer is waiting for an answer."),
    "transfer_pending": Text("已有一项移送待接收。", "A transfer is already waiting for its answer."),
    "transfer_waiting": Text("等待期间不能移送（决定12）。", "No transfer out of a wait (decision 12)."),
    "transfer_same": Text("事项本来就在 {unit}。", "The matter already belongs to {unit}."),
    "transfer_nobody": Text("{unit} 没有人担任“{role}”，不能移送（决定12）。", "Nobody in {unit} holds {role} (decision 12)."),
    "transfer_not_here": Text(
        "{number} 现在是“{state}”，按其制度这一步不能移送给别的单位；可以：{allowed}。本单位内换人：--to 写人员代码。",
        "{number} is in {state}, out of which its rulebook knows no transfer to another unit; possible: {allowed}. "
        "To hand it to a colleague in the same unit, give a person to --to.",
    ),
    "unknown_receiver": Text("没有单位或人员 {person}{hint}。", "There is no unit or person {person}{hint}."),
    "handover_post": Text(
        "{number} 的“{state}”由岗位承担，随岗位走：换人请改县文件夹后运行 duban org apply，临时离开请用 duban absent。",
        "{number}: “{state}” is owed by a post and goes with it: change who holds the post in the county folder and run "
        "duban org apply, or use duban absent for an absence.",
    ),
    "handover_same": Text("{number} 本来就由 {person} 负责。", "{number} is owed by {person} already."),
    "handover_elsewhere": Text(
        "{person} 在 {unit} 没有岗位，不能接手：请交给本单位的人，或用 --to 单位代码移送给别的单位。",
        "{person} has no post in {unit}: hand it to somebody of that unit, or offer it to another unit with --to UNIT.",
    ),
    "future": Text("日期 {on} 在将来，不能预先登记。", "{on} is in the future."),
    "before_calendar": Text("日期 {on} 早于已载入的日历。", "{on} lies before the calendar that is loaded."),
    "before_opening": Text("日期 {on} 早于事项受理日 {opened}。", "{on} lies before the matter began ({opened})."),
    "no_backdate": Text("“{event}”不允许补登更早的日期。", "{event} cannot be dated back."),
    "backdate_far": Text("“{event}”最多补登 {limit} 个工作日。", "{event} can be dated back by at most {limit} working days."),
    "backdate_reason": Text("补登须写明理由。", "Dating back needs a reason."),
    "backdate_approver": Text("补登须由他人批准。", "Dating back must be approved by someone else."),
    "backdate_pending": Text("已有一项补登待批准。", "A back-dated act is already waiting for approval."),
    "backdate_private": Text("补登的办理不能带不公开的内容（{fields}），请先照常登记。", "A back-dated act cannot carry private values ({fields})."),
    "no_backdating": Text("没有待批准的补登。", "No back-dated act is waiting for approval."),
    "before_last_act": Text(
        "时间 {at} 早于这件事项的上一次办理（{last}）。", "{at} is earlier than the last act on this matter ({last})."
    ),
    "not_openable": Text("“{workflow}”由系统按期开启，不能由人立项。", "{workflow} is opened by the engine, not by a person."),
    "nothing_to_correct": Text("没有可更正的办理。", "There is no act to correct."),
    "correct_who": Text(
        "当天由办理人本人更正，之后由股长更正（决定16）。",
        "On the same day its author corrects an act, later the section head (decision 16).",
    ),
    "void_who": Text("立项有误由立项人当天作废，之后由股长作废（决定16）。", "A matter opened in error is voided by who opened it on the same day, later by the section head (decision 16)."),
    "absence_twice": Text(
        "{person} {from_} 至 {to} 已登记请假（编号 {number}），日期重叠。改期用 duban absence end 或 duban absence drop。",
        "{person} is away from {from_} to {to} already (absence {number}): the days overlap. Change it by `duban absence end` or `drop`.",
    ),
    "no_absence": Text("没有编号为 {number} 的请假；运行 duban absence list 查看。", "There is no absence {number}; see duban absence list."),
    "absence_ends": Text(
        "请假 {number} 是 {from_} 至 {to}；提前结束的日子 {last} 须在其内且早于末日。要延长请另登记，要取消用 duban absence drop。",
        "Absence {number} is from {from_} to {to}; {last} is no earlier last day in it. To prolong it enter another one, to cancel it drop it.",
    ),
    "no_slip": Text(
        "{person} 没有待登记的第 {slip} 号提醒单：可能已登记过，或号码有误；运行 duban unreached 查看。",
        "There is no slip {slip} of {person} to be recorded: it is recorded already, or the number is another; see duban unreached.",
    ),
    "handed_when": Text(
        "送交时间 {at} 不能在将来，也不能早于单上最后一条提醒（{said}）。",
        "It cannot have been handed over at {at}: that is in the future, or before the last line on it ({said}).",
    ),
    "reason": Text("须写明理由。", "A reason is needed."),
}  # fmt: skip


class Refused(DubanError):
    """An act that is not allowed. Nothing was changed by it."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The sentence in `lang`."""
        words = {name: value.get(lang) if isinstance(value, Text) else value for name, value in self.params.items()}
        return SENTENCES[self.code].get(lang).format(**words)
