"""Programs in other sites' pages: which of them may read the API's answers."""

import re

from corsheaders.defaults import default_headers

from config.env import env

# Origins with scheme, as https://app.example.com; none: browsers keep every answer from other sites' pages.
CORS_ALLOWED_ORIGINS = env.list("CORS_ORIGINS", default=[])
CORS_URLS_REGEX = re.compile(r"^/api/")
# Never the site's cookie: other pages come with a token of their own.
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-match", "if-none-match", "share-access"]
CORS_EXPOSE_HEADERS = [
    "Deprecation", "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After",
    "Sunset", "X-Request-ID",
]  # fmt: skip
