"""The keys of a county folder: every name a file may hold, its meaning, its kind and its default.

Here: data only. The readers take unknown keys, missing keys and defaults from it, and `manual.py` makes the
reference page of it, so that no key can be read undocumented. Not here: reading (form.py) and checking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

ANY = "*"  #: in a path: a code the county chooses

COUNTY = "county.yaml"
ORGANISATION = "organisation.yaml"
PEOPLE = "people.yaml"
CALENDAR = "calendar/*.yaml"

PAPER_PREFIX = "教"
#: Words of document numbers, one for each kind of paper of the shipped rulebooks: 教督〔2026〕17号.
PAPER_SERIES = MappingProxyType(
    {
        "urging_notice": "催",
        "supervision_order": "督",
        "criticism_notice": "通",
        "talk_proposal": "约",
        "uncovered_post": "空",
        "statutory_breach": "法",
        "leading_group_list": "台",
    }
)


@dataclass(frozen=True, slots=True)
class Key:
    """One name in one file. Without a default, and not required, it may be left out: then there is none."""

    file: str
    path: str  #: dotted; `*` stands for a code of the county's own
    kind: str
    zh: str
    en: str
    default: str = ""
    required: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


@cache
def children(file: str, path: str = "") -> Mapping[str, Key]:
    """The keys directly under a path of a file, in order."""
    inside = (key for key in KEYS if key.file == file and key.path.rpartition(".")[0] == path)
    return MappingProxyType({key.name: key for key in inside})


def _titled(file: str, path: str, zh: str, en: str) -> tuple[Key, ...]:
    return (
        Key(file, path, "map", zh, en, required=True),
        Key(file, f"{path}.zh", "name", "中文", "in Chinese", required=True),
        Key(file, f"{path}.en", "name", "英文", "in English", required=True),
    )


_SETTINGS = (
    *_titled(COUNTY, "name", "局名，印在邮件和文书上", "name of the bureau, as mails and papers bear it"),
    Key(COUNTY, "zone", "time zone", "时区", "the time zone the county lives in", "Asia/Shanghai"),
    Key(
        COUNTY,
        "languages",
        "list of zh, en",
        "使用的语言，第一个为默认",
        "languages in use, the first by default",
        "zh",
    ),
    Key(
        COUNTY,
        "base_url",
        "web address",
        "网页台账地址；留空则邮件不带链接",
        "address of the web ledger; empty: no links",
    ),
    Key(
        COUNTY,
        "seed",
        "text",
        "抽查用的种子，本县自定，勿外传",
        "decides which reports are sampled; keep it",
        required=True,
    ),
    Key(
        COUNTY,
        "admin",
        "map",
        "系统管理员：写岗位或人",
        "who looks after the service: a post or a person",
        required=True,
    ),
    Key(COUNTY, "admin.post", "kind of post", "岗位", "the post"),
    Key(
        COUNTY,
        "admin.unit",
        "unit",
        "岗位所在单位；全县只有一个时可省",
        "its unit, where several have that post",
    ),
    Key(COUNTY, "admin.person", "person", "人", "or a person"),
)

_DATABASE = (
    Key(COUNTY, "database", "map", "数据库；不写则为本目录下的 duban.db", "the database"),
    Key(
        COUNTY,
        "database.url",
        "address without password",
        "数据库地址（不含密码）",
        "sqlite:///file, beside this file; postgresql://user@host/name; postgresql:///name on this machine, by its socket",
        "sqlite:///duban.db",
    ),
    Key(
        COUNTY,
        "database.password_env",
        "variable",
        "存放密码的环境变量名",
        "variable that holds its password",
    ),
    Key(
        COUNTY,
        "database.password_file",
        "file",
        "存放密码的文件，须在本目录外",
        "file that holds it, outside this folder",
    ),
)

_MAIL = (
    Key(COUNTY, "mail", "map", "发信账号", "the account that sends", required=True),
    Key(COUNTY, "mail.host", "server", "发信服务器", "mail server", required=True),
    Key(COUNTY, "mail.security", "ssl, starttls or none", "加密方式", "how the connection is protected", "ssl"),
    Key(
        COUNTY,
        "mail.port",
        "port",
        "端口；不写：ssl 465，starttls 587，none 25",
        "else 465 (ssl), 587 (starttls), 25 (none)",
    ),
    Key(COUNTY, "mail.user", "name", "登录名；不写则不登录", "login; none: no login"),
    Key(COUNTY, "mail.password_env", "variable", "存放密码的环境变量名", "variable that holds its password"),
    Key(
        COUNTY,
        "mail.password_file",
        "file",
        "存放密码的文件，须在本目录外",
        "file that holds it, outside this folder",
    ),
    Key(COUNTY, "mail.from", "e-mail address", "发件地址", "address mails come from", required=True),
    Key(COUNTY, "mail.from_name", "name", "发件人名称；不写则用局名", "name beside it; else the bureau's"),
    Key(COUNTY, "mail.reply_to", "e-mail address", "回信地址", "where answers go; else to the sender"),
    Key(COUNTY, "mail.timeout", "seconds", "等待服务器的秒数", "how long to wait for the server", "30"),
    Key(
        COUNTY,
        "calendar_files",
        "yes or no",
        "邮件附日历文件（.ics），每项新责任一个",
        "whether mails bring a calendar file for each new duty",
        "no",
    ),
)

_PAPERS = (
    Key(COUNTY, "papers", "map", "文书编号，如 教督〔2026〕17号", "how papers are numbered"),
    Key(COUNTY, "papers.prefix", "name", "机关代字", "the word of the bureau", PAPER_PREFIX),
    Key(COUNTY, "papers.series", "map", "各类文书的代字，不得相同", "the word of each kind of paper, all different"),
    *(Key(COUNTY, f"papers.series.{kind}", "name", "代字", "its word", word) for kind, word in PAPER_SERIES.items()),
    Key(
        COUNTY,
        f"papers.series.{ANY}",
        "name",
        "自定文书的代字；不写则用文书名",
        "of a paper of your own; else its title",
    ),
)

_SCHOOL_CALENDAR = (
    Key(COUNTY, "month_sets", "map", "有名称的月份组，供规则书引用", "named sets of months for the rulebooks"),
    Key(COUNTY, "month_sets.*", "list of months", "月份，可写 9-12", "months; 9-12 is a range"),
    Key(COUNTY, "terms", "map", "学期，按学年顺序", "the school terms, in the order of the school year"),
    Key(COUNTY, "terms.*", "map", "一个学期", "one term"),
    Key(COUNTY, "terms.*.zh", "name", "中文", "in Chinese", required=True),
    Key(COUNTY, "terms.*.en", "name", "英文", "in English", required=True),
    Key(
        COUNTY,
        "terms.*.months",
        "range of months",
        "起止月份，可跨年",
        "its months, over the new year too",
        required=True,
    ),
)


def _posts(path: str) -> tuple[Key, ...]:
    post = f"{path}.{ANY}"
    return (
        Key(ORGANISATION, path, "map", "岗位", "its posts"),
        Key(ORGANISATION, post, "person, or map", "岗位：直接写A角，或写 a、b", "the primary officer, or a and b"),
        Key(ORGANISATION, f"{post}.a", "person", "A角", "primary officer", required=True),
        Key(ORGANISATION, f"{post}.b", "person", "B角", "backup officer"),
    )


def _unit(block: str, zh: str, en: str) -> tuple[Key, ...]:
    path = f"{block}.{ANY}"
    return (
        Key(ORGANISATION, block, "map", zh, en, required=block == "units"),
        Key(ORGANISATION, path, "map", "代码", "its code"),
        *_titled(ORGANISATION, f"{path}.name", "名称", "its name"),
        Key(
            ORGANISATION,
            f"{path}.deputy",
            "kind of post",
            "分管领导（局里的岗位）；不写随上级",
            "deputy in charge; else parent's",
        ),
        Key(
            ORGANISATION,
            f"{path}.values",
            "map",
            "自定的属性，供规则书选择单位",
            "own facts a rulebook may select by",
        ),
        Key(ORGANISATION, f"{path}.values.{ANY}", "yes, no, number, day or text", "属性值", "the fact"),
        *_posts(f"{path}.posts"),
    )


_UNITS = (
    *_unit("units", "局和股室", "the bureau and its sections"),
    Key(ORGANISATION, "units.*.kind", "kind of unit", "种类", "what it is", "section"),
    Key(
        ORGANISATION,
        "units.*.parent",
        "unit",
        "上级；只有局没有上级",
        "the unit above; only the bureau has none",
    ),
    *_unit("schools", "学校和幼儿园", "the schools and kindergartens"),
    Key(ORGANISATION, "schools.*.parent", "unit", "上级；不写为局", "the unit above; else the bureau"),
    Key(ORGANISATION, "schools.*.level", "level of school", "学段", "what it teaches", required=True),
)

_PEOPLE = (
    Key(PEOPLE, "people", "map", "人员", "the people", required=True),
    Key(PEOPLE, "people.*", "map", "代码", "his or her code"),
    Key(PEOPLE, "people.*.name", "name", "姓名", "his or her name", required=True),
    Key(PEOPLE, "people.*.email", "e-mail address", "邮箱；留空则收不到邮件", "empty: gets no mail"),
    Key(PEOPLE, "people.*.lang", "zh or en", "语言；不写用默认语言", "language; else the county's first"),
)

_YEARS = (
    Key(CALENDAR, "year", "year", "年份", "the year this file announces, whole"),
    Key(CALENDAR, "source", "text", "依据的文件", "the paper it comes from"),
    Key(CALENDAR, "off", "list of days", "放假的日子，可写起止", "days off; first..last is a range"),
    Key(CALENDAR, "work", "list of days", "调休上班的周末", "Saturdays and Sundays that are worked"),
    Key(
        CALENDAR,
        "closed",
        "list of days",
        "本县另外停办公的日子",
        "further days this county is closed, e.g. flood",
    ),
)

KEYS = (*_SETTINGS, *_DATABASE, *_MAIL, *_PAPERS, *_SCHOOL_CALENDAR, *_UNITS, *_PEOPLE, *_YEARS)
