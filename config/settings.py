"""The settings of one county, read from county.yaml: values that are passed, never looked up.

Here: Settings and their reading. Not here: the school calendar of the same file (schooldays.py), the keys and
their defaults (keys.py), passwords (secret.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config import value
from config.form import Form
from config.papers import DEFAULT_PAPERS, Papers, read_papers
from config.secret import Secret, read_secret
from engine.core.machine import Text

PORTS = {"ssl": 465, "starttls": 587, "none": 25}
LANGUAGES = ("zh", "en")
LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]")
SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql", "postgresql+psycopg")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    host: str
    port: int
    security: str  #: ssl, starttls or none
    user: str = ""  #: empty: no login
    password: Secret | None = None
    sender: str
    sender_name: str
    reply_to: str = ""
    timeout: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    url: str  #: without password
    password: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Who looks after the service: whoever holds a post, or one person."""

    post: str = ""
    unit: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    name: Text
    zone: ZoneInfo
    languages: tuple[str, ...]  #: the first is the default
    base_url: str  #: without a slash at its end; empty: no links
    seed: str
    admin: Administrator
    database: Database
    mail: MailAccount
    papers: Papers = DEFAULT_PAPERS
    calendar_files: bool = False  #: whether mails bring calendar files


def read_settings(form: Form, folder: Path) -> Settings:
    """The settings of county.yaml; what is wrong with them goes into the form's report."""
    title = form.title("name")
    return Settings(
        name=title,
        zone=form.read("zone", value.zone, ZoneInfo("UTC")),
        languages=_languages(form),
        base_url=form.read("base_url", value.web_address, ""),
        seed=form.read("seed", value.name, ""),
        admin=_administrator(form.inner("admin")),
        database=_database(form.inner("database"), folder),
        mail=_mail(form.inner("mail"), folder, title.zh),
        papers=read_papers(form.inner("papers")),
        calendar_files=form.read("calendar_files", value.one_of("yes", "no"), "no") == "yes",
    )


def _languages(form: Form) -> tuple[str, ...]:
    found = [lang for _, lang in form.read_list("languages", value.one_of(*LANGUAGES))]
    if len(set(found)) < len(found):
        form.fault("languages", "names a language twice", "keep one")
    return tuple(dict.fromkeys(found)) or LANGUAGES[:1]


def _administrator(form: Form) -> Administrator:
    admin = Administrator(
        post=form.read("post", value.code, ""),
        unit=form.read("unit", value.code, ""),
        person=form.read("person", value.code, ""),
    )
    if not form.is_blank and form.has("post") == form.has("person"):
        form.fault("person", "or admin.post must be written, one of the two", "keep one of the two")
    if form.has("unit") and not form.has("post"):
        form.fault("unit", "stands without admin.post", "write the post, or leave out the unit")
    return admin


def _database(form: Form, folder: Path) -> Database:
    url = form.read("url", _database_url, SQLITE)
    if url.startswith(SQLITE):
        # Beside the folder's other files, wherever the service was started from.
        url = f"{SQLITE}{folder.resolve() / url.removeprefix(SQLITE)}"
    return Database(url=url, password=read_secret(form, folder))


def _database_url(text: str) -> str:
    wrong = value.Unreadable(
        "must be an address of SQLite or PostgreSQL",
        "write sqlite:///duban.db, postgresql://user@host/name, or postgresql:///name for a server on this machine",
    )
    try:
        parts = urlsplit(text)
        has_password = parts.password is not None or "password" in parts.query.lower()
    except ValueError as error:
        raise wrong from error
    if has_password:
        raise value.Unreadable(
            "must not hold a password",
            "take it out, and write database.password_env or database.password_file",
        )
    is_file = text.startswith(SQLITE) and bool(parts.path.strip("/")) and not parts.query and not parts.fragment
    # Without a host the server is reached through its socket on this machine, by the name of the system's user.
    is_server = text.startswith(tuple(f"{scheme}://" for scheme in POSTGRESQL)) and bool(parts.path.strip("/"))
    if not (is_file or is_server) or "\0" in text:
        raise wrong
    return text


def _mail(form: Form, folder: Path, bureau: str) -> MailAccount:
    security = form.read("security", value.one_of(*PORTS), "ssl")
    account = MailAccount(
        host=form.read("host", value.host, ""),
        port=form.read("port", value.port, PORTS[security]),
        security=security,
        user=form.read("user", value.name, ""),
        password=read_secret(form, folder),
        sender=form.read("from", value.email, ""),
        sender_name=form.read("from_name", value.name, bureau),
        reply_to=form.read("reply_to", value.email, ""),
        timeout=form.read("timeout", value.seconds, timedelta(seconds=30)),
    )
    _check_login(form, account)
    usual = {port: name for name, port in PORTS.items()}.get(account.port, security)
    if form.has("port") and usual != security:
        form.note("port", f"is the usual one of {usual}, but mail.security is {security}", "check both")
    return account


def _check_login(form: Form, account: MailAccount) -> None:
    has_password = form.has("password_env") or form.has("password_file")
    if form.has("user") and not has_password:
        form.fault("user", "has no password", "write mail.password_env or mail.password_file")
    if has_password and not form.has("user"):
        form.fault(
            "password_env" if form.has("password_env") else "password_file",
            "has no mail.user beside it",
            "write the login",
        )
    if account.user and account.security == "none" and account.host not in LOCAL:
        form.fault("security", "none would send the password in clear", "write ssl or starttls")
