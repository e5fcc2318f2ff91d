"""For every test: those that commit give back the content that the migrations made."""

import gc

import pytest


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looking through it again and again was a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with ``transaction=True`` empties the database when it ends, the root page and the collections
    with it, and a mixture of such tests with and without ``serialized_rollback`` stumbles over itself."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and mark.kwargs.get("transaction"):
            wanted = {**mark.kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(*mark.args, **wanted), append=False)
