"""What the frame around every page shows: the name, the nav of the active seat, its switcher, the unread count."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from committees.models import Seat

PRODUCT = "Giọt Hồng"
MOTTO = gettext_lazy("điều hành công tác vận động hiến máu tình nguyện")

# The six entries, in the order of the desk.
_ENTRIES: Sequence[tuple[str, "_StrPromise"]] = (
    ("home", gettext_lazy("Việc của tôi")),
    ("progress", gettext_lazy("Tiến độ")),
    ("plans", gettext_lazy("Kế hoạch và đợt")),
    ("lists", gettext_lazy("Danh sách")),
    ("documents", gettext_lazy("Văn bản")),
    ("units", pgettext_lazy("all of them", "Đơn vị")),
)
# The four that a seat of this role uses most; a phone shows these, the rest stands in the account menu.
_ON_A_PHONE: Mapping[str, tuple[str, ...]] = {
    "focal": ("home", "lists", "progress", "plans"),
    "clerk": ("home", "progress", "plans", "lists"),
    "member": ("home", "progress", "units", "lists"),
    "admin": ("home", "units", "plans", "progress"),
}
_ON_A_LEADERS_PHONE = ("home", "progress", "documents", "plans")
_PLACES = (
    "home",
    "switch_seat",
    "set_language",
    "search",
    "inbox",
    "my_messages",
    "account_login",
    "account_logout",
    "account_change_password",
    "mfa_index",
)
_PHONE_ENTRIES = 4


class NavEntry(TypedDict):
    """One entry of the main nav: ``current`` when the page lies under it, ``phone`` when a phone shows it too."""

    name: str
    label: str
    url: str
    current: bool
    phone: bool


class SeatChoice(TypedDict):
    """One seat in the switcher: what is posted to ``switch_seat`` as ``seat``, and what is read."""

    id: int
    label: str
    current: bool


class Face(TypedDict):
    """The variables templates/base.html reads."""

    product: str
    motto: "_StrPromise"
    nav: list[NavEntry]
    rest: list[NavEntry]
    seat_label: str
    seat_choices: list[SeatChoice]
    unread: int
    in_zalo: bool
    places: dict[str, str | None]


def face(request: HttpRequest) -> Face:
    """Context processor. Reads ``request.seat``, ``request.seats`` and ``request.unread``; asks the database nothing.

    ``seats`` should come with their ``unit``. Entries whose URL does not exist are
    left out.
    """
    seat: Seat | None = getattr(request, "seat", None)
    seats: Sequence[Seat] = getattr(request, "seats", None) or ()
    nav = _nav(path=request.path, role=seat.role) if seat else []
    return {
        "product": PRODUCT,
        "motto": MOTTO,
        "nav": nav,
        "rest": [entry for entry in nav if not entry["phone"]],
        "seat_label": seat_label(seat) if seat else "",
        "seat_choices": _choices(seat=seat, seats=seats),
        "unread": int(getattr(request, "unread", 0)),  # remembered by the request: a table draws this frame again
        "in_zalo": "Zalo" in request.headers.get("User-Agent", ""),
        "places": {name: _url(name) for name in _PLACES},
    }


def seat_label(seat: "Seat") -> str:
    """How a seat is named in the top bar: "Thường trực · BCĐ khu vực Bình Sơn"."""
    return _("%(title)s · %(unit)s") % {"title": seat.title, "unit": seat.unit}


def _choices(*, seat: "Seat | None", seats: Sequence["Seat"]) -> list[SeatChoice]:
    """All seats to choose from; none where the only seat is the active one already."""
    if seat is not None and len(seats) < 2:
        return []
    return [
        {"id": each.pk, "label": seat_label(each), "current": seat is not None and each.pk == seat.pk} for each in seats
    ]


def _nav(*, path: str, role: str) -> list[NavEntry]:
    """The entries that exist; the one with the longest address that the path lies under is the current one."""
    found = [(name, label, url) for name, label in _ENTRIES if (url := _url(name))]
    home = _url("home")
    under = [url for _name, _label, url in found if path == url or (url != home and path.startswith(url))]
    current = max(under, key=len, default="")
    phone = _phone_names(role=role, existing=[name for name, _label, _url_ in found])
    return [
        {"name": name, "label": str(label), "url": url, "current": url == current, "phone": name in phone}
        for name, label, url in found
    ]


def _phone_names(*, role: str, existing: list[str]) -> list[str]:
    """The four names a phone shows: the role's own choice, filled up in desk order where one does not exist."""
    wanted = [name for name in _ON_A_PHONE.get(role, _ON_A_LEADERS_PHONE) if name in existing]
    return (wanted + [name for name in existing if name not in wanted])[:_PHONE_ENTRIES]


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
