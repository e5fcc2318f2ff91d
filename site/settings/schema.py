"""The API's description for programs: docs/openapi.yaml, /api/schema/ and the pages that show it."""

import re
from typing import Any

API_PREFIX = "/api/v1/"
# Addresses that the schema leaves out, and why.
API_WITHOUT = {
    "/api/v1/upload/": "the same as upload, for programs that write the slash",
    "/api/v1/uploads/callback/": "for the bucket alone, which signs what it says",
}
# Which part of the description an address belongs to: the first whose pattern fits what follows the prefix.
_TAGS = [
    ("accounts", r"auth/", "Signing up and in: tokens, sessions, passwords, codes."),
    ("tokens", r"me/tokens/", "Personal access tokens for one's own programs."),
    (
        "webhooks",
        r"me/webhooks/",
        "Addresses of one's own that are told what happens. What they are sent is in `docs/webhooks.md`.",
    ),
    ("notifications", r"(me/)?notification", "What concerns oneself, and how one is told."),
    (
        "moderation",
        r"moderation/|reports/|me/decisions/",
        "Reporting; for moderators the queue; for those concerned the decisions, and objecting.",
    ),
    (
        "follows",
        r"me/(following|followers|suggested-people|blocks|mutes)/|feed/|users/.*/(follow|block|mute)/|albums/.*/follow/",
        "People and albums that one follows, the feed, and keeping people away.",
    ),
    ("me", r"me/", "One's own account: profile, picture, taking everything along, going away."),
    ("likes", r".*/like/", "Who likes what."),
    ("favourites", r"favourites/", "Lists of photos and albums that one keeps for oneself."),
    ("history", r"history/", "What one has looked at."),
    ("comments", r"comments/|albums/.*/talk/", "What people say below albums and photos."),
    (
        "sharing",
        r"shared/|links/|albums/.*/(links|grants|picks|contributions|zip)/",
        "Links and invitations to albums; what guests mark, send and take along.",
    ),
    ("search", r"search/", "One search over albums, photos and tags."),
    ("tags", r"tags/|photos/.*/(tags|analysis)/", "Subjects; tags of photos, and the analyzer that suggests some."),
    ("uploads", r"uploads?\b", "Sending pictures: straight into the bucket, or by programs such as PicGo and ShareX."),
    ("trash", r"trash/", "What one may bring back."),
    ("albums", r"albums/", "Albums, what they show and in which order."),
    ("photos", r"photos/", "Photos, whichever album shows them."),
    ("people", r"users/", "People as others see them."),
]  # fmt: skip
API_TAGS = [(name, re.compile(pattern)) for name, pattern, _ in _TAGS]

DESCRIPTION = """
Everything the site does for people, for programs. What a guest may see needs no sign-in.

**Signing in.** `POST /api/v1/auth/token/` answers a pair of tokens; `Authorization: Bearer <access>` says who asks, and
`auth/token/refresh/` makes a new pair. Programs of one's own use a personal access token (`vt_…`), good for its scopes
`read`, `upload`, `write` and `moderate`. Pages of the site have its cookie, with `X-CSRFToken` where something is
changed. Guests of a share link send what `links/open/` answered as `Share-Access`.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code`; `errors` has one entry for each field that is
wrong. What one may not see answers 404, like what is not there. A field in a body that nobody knows is an error.

**Lists** have pages: `next` and `previous` are addresses, null at the ends. `page_size` is 30, at most 100.

**Repeating.** A POST that takes `Idempotency-Key` may be sent again with the same key. `ETag` and `If-Match` keep
somebody else's change from being overwritten (412). `RateLimit` and `RateLimit-Policy` say what is left; 429 comes with
`Retry-After`.

Times are UTC and end in `Z`. Texts for people follow `Accept-Language`.
"""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Vitrine",
    "DESCRIPTION": DESCRIPTION.strip(),
    "VERSION": "1",
    "SERVERS": [{"url": "/", "description": "this site"}],
    "TAGS": [{"name": name, "description": text} for name, _, text in sorted(_TAGS)],
    "SCHEMA_PATH_PREFIX": API_PREFIX,
    "SCHEMA_COERCE_PATH_PK_SUFFIX": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "PREPROCESSING_HOOKS": ["common.schema_parts.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.schema_parts.name_choices",
        "common.schema_parts.add_problems",
        "common.schema_parts.as_written",
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "shareAccess": {
                "type": "apiKey",
                "in": "header",
                "name": "Share-Access",
                "description": "`access` out of the answer of `links/open/`.",
            }
        }
    },
    # Programs name types after these: a name that was only derived could change with the next field of that name.
    "ENUM_NAME_OVERRIDES": {
        "AlbumState": "galleries.album_states.State",
        "AnalysisState": ["none", "queued", "running", "done", "failed"],
        "AppealOutcome": "community.models.Decision.Outcome",
        "CaseKind": "community.models.Case.Kind",
        "CodePurpose": ["sign_up", "reset"],
        "CommentState": "community.models.AlbumComment.State",
        "CommentsOfLeaver": ["keep", "remove"],
        "ContributionDecision": ["accepted", "refused"],
        "ContributionState": "galleries.models.Contribution.State",
        "DeliveryState": "webhooks.models.Delivery.State",
        "Download": "galleries.models.AlbumPage.Download",
        "ExportState": "users.models.DataExport.State",
        "Gender": "users.models.User.Gender",
        "GrantRole": "galleries.models.AlbumGrant.Role",
        "Language": "django.conf.settings.LANGUAGES",
        "Licence": "galleries.models.photos.Licence",
        "ModerationAction": "community.models.Decision.Action",
        "MoveWay": ["first", "earlier", "later", "last"],
        "NotificationKind": "community.models.Kind",
        "NotificationMail": "community.models.notifications.NotificationChoice.Mail",
        "PhotoState": "galleries.models.Photo.State",
        "PhotoTagState": "galleries.models.PhotoTag.State",
        "PictureFormat": ["image/avif", "image/webp", "image/jpeg"],
        "ReportReason": "community.models.Report.Reason",
        "SessionKind": "users.models.Session.Kind",
        "TagSource": "galleries.models.PhotoTag.Source",
        "ThrownKind": ["photo", "album"],
        "TokenScope": "users.models.PersonalToken.Scope",
        "TokenState": ["active", "expired", "revoked"],
        "UploadState": "galleries.models.Upload.State",
        "Visibility": "galleries.models.AlbumPage.Access",
        "WebhookEnd": "webhooks.models.Webhook.Ended",
        "WebhookEvent": "webhooks.models.Event",
    },
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}
