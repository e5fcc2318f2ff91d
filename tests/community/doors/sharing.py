from typing import Any

# What a link opens to its guests stands in the matrix itself, as the viewers "link", "ended link" and "expired link".
OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
# tests/galleries/test_share_links_doors.py tries each of them with every viewer in every state.
ROUTES = {
    "galleries:share_link", "galleries:sharing", "galleries:sharing_visibility", "galleries:make_link",
    "galleries:edit_link", "galleries:new_link_address", "galleries:revoke_link", "galleries:remove_link",
    "album_links", "album_link", "album_link_address", "open_link",
}  # fmt: skip
HARMLESS: dict[str, str] = {}
