"""Faults of county files and passwords in Chinese: what the readers say in English, sentence by sentence.

Here: the table and its use. Not here: the English, which stands where the fault is found. A sentence that is not in the table stays
English; a test tells which.
"""

import re
from collections.abc import Iterator

#: English pattern -> Chinese, with the pattern's groups. The key a sentence begins with (`mail.port`) stays as it is.
_TABLE = {
    # the form of a file
    r"this file is missing": "缺少这个文件",
    r"this file cannot be opened: (.*)": r"文件打不开：\1",
    r"this is not a file that ends in \.yaml": "文件名须以 .yaml 结尾",
    r"this is not read": "不会读取这个文件",
    r"the file is empty": "文件是空的",
    r"this cannot be read as YAML(?:: (.*))?": r"不是合格的 YAML \1",
    r"the file has more than (\d+) characters": r"文件超过 \1 个字符",
    r"this is not UTF-8 text": "不是 UTF-8 编码",
    r"there is a tab here": "这里有制表符",
    r"the character (U\+\w+) cannot stand in a (?:file|text)": r"不能有字符 \1",
    r"the bracket (.*) is not closed, or a comma is missing after it": r"括号 \1 没有配对，或其后缺逗号",
    r"a file holds one document": "一个文件只能有一份文档",
    r"nested more than (\d+) deep": r"嵌套超过 \1 层",
    r"anchors \(&\) and aliases \(\*\) are not used here": "不能用锚点（&）和引用（*）",
    r"tags \(!\) are not used here": "不能用标签（!）",
    r"a key must be a plain word": "键须是一个词",
    r"the key (`.*`) stands here twice": r"键 \1 写了两次",
    r"a quotation mark is not closed": "引号没有配对",
    r"a colon cannot stand here": "这里不能有冒号",
    r"a text cannot begin with (.)": r"文字不能以 \1 开头",
    r"the file ends inside a bracket": "括号没有配对，文件就结束了",
    r"a colon is missing after this key": "键后缺冒号",
    r"this line does not fit the lines above it": "这一行与上面各行对不齐",
    # keys and shapes
    r"must be a map of keys": "须写成“键: 值”的形式",
    r"must be a single value, not a (list|map).*": "须是单个值",
    r"is not a known key": "没有这个键",
    r"has an unknown key": "有不认识的键",
    r"is missing": "没有写",
    r"a password must not stand in the county folder": "密码不能写在县文件夹里",
    r"a key under (`.*`) is not a code": r"\1 下的键不是合格的代码",
    # values
    r"is not a code": "不是合格的代码",
    r"must not hold a line break or an invisible character": "不能有换行或看不见的字符",
    r"must have at most (\d+) characters": r"最多 \1 个字符",
    r"is not an e-mail address": "不是邮箱地址",
    r"is not the name of a server": "不是服务器名",
    r"must be a port number from 1 to 65535": "须是 1 到 65535 的端口号",
    r"must be a whole number of seconds.*": "须是整数秒",
    r"must be a month from 1 to 12, or a range such as 9-12": "须是 1 到 12 的月份，或 9-12 这样的范围",
    r"is not a known time zone": "没有这个时区",
    r"must be a web address without user, query or fragment": "须是不带用户名、参数的网址",
    r"must be the name of an environment variable, not the password": "须是环境变量名，不是密码",
    r"must be one of: (.*)": r"只能是：\1",
    r"must be a year, such as 2027": "须是年份，如 2027",
    r"is a day that does not exist": "没有这一天",
    r"must be an address of SQLite or PostgreSQL": "须是 SQLite 或 PostgreSQL 的地址",
    r"must not hold a password": "不能带密码",
    r"is not the name of a file": "不是文件名",
    r"must lie outside the county folder": "须在县文件夹之外",
    # settings
    r"names a language twice": "同一种语言写了两次",
    r"or admin\.post must be written, one of the two": "与 admin.post 须写其一",
    r"stands without admin\.post": "没有写 admin.post",
    r"has no password": "没有写密码的存放处",
    r"has no mail\.user beside it": "没有写 mail.user",
    r"none would send the password in clear": "为 none 时密码会明文发出",
    r"stands beside password_env": "与 password_env 只能写一个",
    r"is the same word as for (.*)": r"与 \1 用了同一个字",
    r"is the usual one of (\w+), but mail\.security is (\w+)": r"通常用于 \1，而 mail.security 是 \2",
    r"overlaps with the term (\w+)": r"与学期 \1 重叠",
    # people and units
    r"names no post of (.*)": r"不是 \1 的岗位",
    r"names no (\w+)": "没有这个人、单位或岗位",
    r"names nobody": "没有写人",
    r"is no post, or several units have it": "没有这个岗位，或几个单位都有",
    r"must be one person, not a list": "须是一个人，不能是几个人",
    r"is the same person as a": "与 a 是同一个人",
    r"has no post head": "没有负责人（head）岗位",
    r"has no parent, but (\w+) is on top already": r"没有上级，而最上级已是 \1",
    r"leads back to itself: (.*)": r"上级绕回自身：\1",
    r"is declared twice, as a unit and as a school": "既是单位又是学校，写了两次",
    r"is a word with a meaning of its own": "是有专门含义的词",
    r"must be .*, as in the units above": "与前面单位的同名属性类型不同",
    r"is not a usual kind of post": "不是常用岗位",
    r"is empty: this person gets no mail": "为空：此人收不到邮件",
    r"is the address of (\w+) too": r"与 \1 的邮箱相同",
    # calendar
    r"has days off or worked but no year": "写了放假或上班的日子，却没有写 year",
    r"is announced without one day off": "写了年份，却没有一天放假",
    r"is announced in another file too": "另一个文件也写了这一年",
    r"leaves out (\d+) national holidays, which are worked then: (.*)": r"漏了 \1 天法定放假，这些天将照常上班：\2",
    r"must begin and end in the same year": "起止须在同一年",
    r"is a range that ends before it begins": "止日早于起日",
    r"must be a day or a range of days": "须是一天或一段日子",
    r"(\S+) is closed in (\d+), a year that is not announced yet": r"\1 停办公，但 \2 年的日历尚未公布",
    r"(\S+) is not in (\d+): it belongs in the calendar of (\d+)": r"\1 不在 \2 年，应写进 \3 年的日历",
    r"(\S+) is both off and worked": r"\1 既放假又上班",
    r"(\S+) is a weekday: only a Saturday or Sunday can be made up": r"\1 是工作日，只有周六、周日才需调休上班",
    # passwords
    r"The environment variable (\w+) holds no password: set it\.": r"环境变量 \1 里没有密码，请先设置。",
    r"The password file (.*) cannot be read: check it\.": r"密码文件 \1 读不了，请检查。",
    r"The password file (.*) is empty: write the password into it\.": r"密码文件 \1 是空的，请写入密码。",
    # a new folder
    r"(.*) is not a folder: make it first": r"没有文件夹 \1，请先建立",
    r"(.*) is not a folder: give another name": r"\1 不是文件夹，请换个名称",
    r"(.*) is not empty: give the name of a new folder": r"\1 不是空的，请换一个新文件夹的名称",
    r"(.*) cannot be written: (.*)": r"\1 写不了：\2",
    r"this is the current folder: give the name of a new one in it": "这是当前文件夹，请在其中另起一个名称",
}
_HINTS = {
    r"did you mean (`.*`)\?": r"是不是 \1？",
    r"`duban init` writes one": "duban init 会写一个",
    r"check who may read it": "检查读取权限",
    r"known here: (.*)": r"这里可用：\1",
    r"add the key (`\w+`): (.*)": r"补上键 \1",
    r"use spaces": "请用空格",
    r"delete (?:it|one|the .*)": "请删去",
    r"check the indentation(.*)": "检查缩进",
    r"quote it": "请加引号",
    r"write all days off of the year under off; .*": "全年放假写在 off 下；只是本县停办公，就不写 year 和 source",
    r"to close further days only, leave out year and off": "只是本县停办公，就不写 year 和 off",
    r"write (?:the earlier day first)": "早的日子写在前面",
    r"write year, or list single days under closed": "补上 year，或把日子写在 closed 下",
    r"keep (?:one|one of the two)": "只留一个",
    r"a post has one A and one B: write a: and b:": "一个岗位一个A角、一个B角：分别写 a: 和 b:",
    r"save the file as UTF-8": "请存为 UTF-8",
    r"write key: value": "写成 键: 值",
    r"write one value": "只写一个值",
    r"write (\S+)": r"写 \1",
}
_KEY = re.compile(r"(`[^`]*`|this file) (.*)", re.DOTALL)


def sentence(english: str) -> str:
    """What is wrong, in Chinese as far as the table knows it."""
    whole = _found(english, _TABLE)
    if whole is not None:
        return whole
    begun = _KEY.fullmatch(english)
    rest = _found(begun[2], _TABLE) if begun else None
    if begun is None or rest is None:
        return english
    return f"{'本文件' if begun[1] == 'this file' else begun[1]} {rest}"


def hint(english: str) -> str:
    """What to do."""
    found = _found(english, _HINTS)
    return english if found is None else found


def _found(english: str, table: dict[str, str]) -> str | None:
    return next(_matches(english, table), None)


def _matches(english: str, table: dict[str, str]) -> Iterator[str]:
    for pattern, chinese in table.items():
        match = re.fullmatch(pattern, english, re.DOTALL)
        if match:
            yield match.expand(chinese).strip()
