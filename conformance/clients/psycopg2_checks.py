"""Checks with psycopg2, which speaks through libpq. Settings come from libpq's environment."""
import io
import json
import select
import threading
import time

import psycopg2
import psycopg2.errors
import psycopg2.extensions


def check(name, work):
    try:
        seen = work()
    except psycopg2.Error as error:
        seen = {"error": error.pgcode or type(error).__name__}
        connection.rollback()
    print(name, json.dumps(seen, default=str), sep="\t", flush=True)


def rows(text, values=None):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found = cursor.fetchall()
    connection.commit()
    return found


def copy():
    with connection.cursor() as cursor:
        cursor.execute("create temp table copied (n int, t text)")
        cursor.copy_expert("copy copied from stdin csv", io.StringIO("1,a\n2,\"b,c\"\n"))
        text, binary = io.StringIO(), io.BytesIO()
        cursor.copy_expert("copy copied to stdout", text)
        cursor.copy_expert("copy copied to stdout binary", binary)
        cursor.copy_expert("create temp table again (like copied); copy again from stdin", io.StringIO("3\td\n"))
    connection.commit()
    return [text.getvalue(), binary.getvalue().hex()]


def bad_copy():
    with connection.cursor() as cursor:
        cursor.copy_expert("copy copied from stdin", io.StringIO("x\ty\n"))


def server_cursor():
    with connection.cursor("named") as cursor:
        cursor.itersize = 3
        cursor.execute("select generate_series(1, 10)")
        found = [row[0] for row in cursor]
    connection.commit()
    return found


def large_object():
    lobject = connection.lobject(0, "wb")
    lobject.write(b"\x00\xff" * 5000)
    oid = lobject.oid
    lobject.close()
    again = connection.lobject(oid, "rb")
    again.seek(4)
    seen = [again.read(4).hex(), again.tell()]
    again.unlink()
    connection.commit()
    return seen


def cancel():
    timer = threading.Timer(0.3, connection.cancel)
    timer.start()
    return rows("select pg_sleep(30)")


def notify():
    other = psycopg2.connect("")
    other.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    other.cursor().execute("listen heard")
    rows("select 1")
    connection.cursor().execute("notify heard, 'payload'")
    connection.commit()
    select.select([other], [], [], 10)
    other.poll()
    other.close()
    return [note.payload for note in other.notifies]


def status():
    seen = [connection.info.transaction_status]
    cursor = connection.cursor()
    cursor.execute("select 1")
    seen.append(connection.info.transaction_status)
    try:
        cursor.execute("select 1/0")
    except psycopg2.errors.DivisionByZero:
        seen.append(connection.info.transaction_status)
    connection.rollback()
    return [*seen, connection.info.transaction_status]


def two_phase():
    xid = connection.xid(1, "gtrid", "bqual")
    connection.tpc_begin(xid)
    connection.cursor().execute("select 1")
    connection.tpc_rollback()
    return "rolled back"


connection = psycopg2.connect("")
check("text", lambda: rows("select %s, %s, %s", (1, "ü'\\", None)))
check("parameters", lambda: [connection.get_parameter_status(name) for name in ("server_encoding", "client_encoding", "standard_conforming_strings", "integer_datetimes")])
check("server version", lambda: connection.server_version // 10000)
check("several statements", lambda: rows("select 1; select 2"))
check("copy", copy)
check("failing copy", bad_copy)
check("server-side cursor", server_cursor)
check("large object", large_object)
check("error", lambda: rows("select nowhere"))
check("cancel", cancel)
check("after cancel", lambda: rows("select 1"))
check("notify", notify)
check("transaction status", status)
check("two-phase", two_phase)
check("adapted", lambda: rows("select %s, %s, %s::text", ([1, 2], b"\x00".hex(), 1.5)))
connection.close()
time.sleep(0)
