"""Many who do the same at the same moment, each with a connection of her own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def all_at_once(work, things):
    """``work`` done to each, in threads that begin together."""
    start = threading.Barrier(len(things))

    def one(thing):
        start.wait(30)
        try:
            return work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(one, things))
