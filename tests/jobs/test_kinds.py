"""Whatever is queued, somebody knows how to do."""

import pytest

from galleries import tasks as galleries_tasks
from jobs import registry


@pytest.mark.parametrize(
    "kind",
    [
        galleries_tasks.PREPARE, galleries_tasks.ANALYSE, galleries_tasks.INDEX_TAG, galleries_tasks.TAKE_IN,
        galleries_tasks.REMOVE_FILES, galleries_tasks.SWEEP_UPLOADS, galleries_tasks.SWEEP_ORPHANS,
        galleries_tasks.WITHDRAW, galleries_tasks.OPEN_UP,
    ],
)  # fmt: skip
def test_each_kind_of_work_of_the_galleries_is_known(kind):
    assert registry.get(kind).work is not registry._unknown
