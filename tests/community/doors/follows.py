"""Following, the feed, blocking and muting. All of it is for people who have signed in, and what a feed shows hangs on
whom one follows: so these doors are tried with each viewer in tests of their own."""

from typing import Any

OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
# tests/community/test_feed.py and test_follows.py
ROUTES: set[str] = {
    "community:feed", "api_feed", "community:following", "api_following", "community:suggested_people",
    "api_suggested_people", "community:follow_album", "api_follow_album", "community:follow_person",
    "api_follow_person",
}  # fmt: skip
HARMLESS: dict[str, str] = {
    "community:followers": "people's names, no word of an album; tests/community/test_follows.py",
    "api_followers": "people's names, no word of an album; tests/community/test_follows.py",
    "community:kept_away": "people's names, one's own; tests/community/test_distances.py",
    "api_blocks": "people's names, one's own; tests/community/test_distances.py",
    "api_mutes": "people's names, one's own; tests/community/test_distances.py",
    "community:block": "a form; tests/community/test_distances.py",
    "api_block": "no word of an album; tests/community/test_distances.py",
    "community:mute": "a form; tests/community/test_distances.py",
    "api_mute": "no word of an album; tests/community/test_distances.py",
}
