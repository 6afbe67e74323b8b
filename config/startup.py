"""What is asked of the surroundings before the application serves anybody."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core.protection import unprotected_tables

_UNBOUND_ROLE = """
SELECT role.rolname
FROM pg_roles AS role
WHERE (role.rolsuper OR role.rolbypassrls) AND pg_has_role(session_user, role.oid, 'MEMBER')
ORDER BY role.rolname
LIMIT 1
"""
_OWNED_TABLE = """
SELECT class.relname
FROM pg_class AS class
JOIN pg_namespace AS space ON space.oid = class.relnamespace
WHERE class.relkind IN ('r', 'p')
  AND space.nspname = current_schema()
  AND pg_has_role(session_user, class.relowner, 'MEMBER')
ORDER BY class.relname
LIMIT 1
"""


def refuse_unsafe_database() -> None:
    """Both questions, before a process serves anybody."""
    refuse_unsafe_role()
    refuse_unprotected_tables()


def refuse_unsafe_role() -> None:
    """Refuse a database role that row-level security does not bind (design: scope, layer 3).

    Such is a superuser, a role with BYPASSRLS, a member of one (it may become it), and an owner of our tables (it may
    switch their policies off). The connection is closed again, so that a forking server shares none.

    Raises:
        ImproperlyConfigured: ``DATABASE_URL`` signs in as such a role; the message names the reason and the way out.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user")
            (name,) = cursor.fetchone()
            cursor.execute(_UNBOUND_ROLE)
            unbound = cursor.fetchone()
            cursor.execute(_OWNED_TABLE)
            owned = cursor.fetchone()
    finally:
        connection.close()
    if unbound:
        raise ImproperlyConfigured(_refusal(name, f"là hoặc đóng vai được {unbound[0]} (superuser hay BYPASSRLS)"))
    if owned:
        raise ImproperlyConfigured(_refusal(name, f"là chủ của bảng {owned[0]}"))


def _refusal(name: str, reason: str) -> str:
    return (
        f"DATABASE_URL: tài khoản {name} {reason} nên không bị ràng buộc bởi phân quyền theo dòng. "
        "Hãy đặt DATABASE_URL là tài khoản giot_app; tài khoản chủ chỉ dùng ở DATABASE_OWNER_URL."
    )


def refuse_unprotected_tables() -> None:
    """Refuse to start while a tenant-owned table lacks its policy.

    Raises:
        ImproperlyConfigured: names the tables; a migration of theirs must call `core.policies.protect`.
    """
    try:
        tables = unprotected_tables()
    finally:
        connection.close()
    if tables:
        raise ImproperlyConfigured(
            f"Chưa có chính sách phân quyền theo dòng cho bảng {', '.join(tables)}: "
            "thêm core.policies.protect vào migration."
        )
