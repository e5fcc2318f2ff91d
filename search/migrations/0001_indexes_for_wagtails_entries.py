"""Indexes on Wagtail's table of search entries. PostgreSQL only; SQLite has its own text table.

Wagtail searches ``title || body``, for which it makes no index, so that every search reads the
whole table. The second one lets "the newest hits of this kind" walk from the newest and stop early; it holds
``-id`` so that the planner cannot take the primary key instead, where other kinds lie in between.
"""

from typing import Any

from django.db import migrations

TABLE = "wagtailsearch_indexentry"
INDEXES = {
    "search_entry_words": "USING gin ((title || body))",
    "search_entry_kind_newest": "(content_type_id, (-id)) INCLUDE (id)",
}


def make_indexes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name, definition in INDEXES.items():
            # A build that was broken off leaves an index that is there but not valid.
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            schema_editor.execute(f"CREATE INDEX CONCURRENTLY {name} ON {TABLE} {definition}")


def drop_indexes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    initial = True
    dependencies = [("wagtailsearch", "0010_add_text_fields")]
    operations = [migrations.RunPython(make_indexes, drop_indexes)]
