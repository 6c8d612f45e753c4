"""Reads through the gateway with psycopg2: what is masked, what is denied, what waits for a person."""

import os
import psycopg2

connection = psycopg2.connect(
    host=os.environ.get("SALLYPORT_HOST", "localhost"),
    port=os.environ.get("SALLYPORT_PORT", "15432"),
    dbname="shop",  # the connection's name
    user="report",  # shown only: who it is comes from the token
    password=os.environ["SALLYPORT_TOKEN"],
)
connection.autocommit = True
with connection.cursor() as cursor:
    cursor.execute("SELECT name, email, card_number FROM customers ORDER BY id LIMIT %s", (3,))
    for row in cursor.fetchall():
        print(row)
    try:
        cursor.execute("DELETE FROM orders")
    except psycopg2.errors.InsufficientPrivilege as error:
        print(error.diag.message_primary)
    cursor.execute("SELECT count(*) FROM orders")  # the session goes on
    print(cursor.fetchone())
connection.close()
