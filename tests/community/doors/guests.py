from typing import Any

OPEN: dict[str, Any] = {}
LISTS: dict[str, Any] = {}
# Each is tried by guests, strangers, invited people and the owner in tests/galleries: test_invitations.py,
# test_proofing.py, test_contributions.py.
ROUTES = {
    "galleries:invite", "galleries:grant", "galleries:invitation", "galleries:shared_with_me", "galleries:own_picks",
    "galleries:pick", "galleries:picks_table", "galleries:contribute", "galleries:tray", "galleries:waiting_picture",
    "grants", "grant", "shared", "picks", "picks-photo", "contributions", "contribution",
}  # fmt: skip
HARMLESS = {
    "galleries:leave_album": "takes away what is one's own; tests/galleries/test_invitations.py",
    "shared-album": "the same",
}
