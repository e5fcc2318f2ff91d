"""What moto's server leaves out: who may read, and what a form may send.

Stands in front of moto and refuses as Amazon's documents say: reading without a signature unless the
bucket is public, signatures that are wrong or over, forms that break their policy. Signatures are worked
out by botocore, not by the code under test.
"""

import base64
import io
import json
import time
from datetime import UTC, datetime
from hmac import compare_digest
from urllib.parse import parse_qs

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from werkzeug.formparser import parse_form_data
from werkzeug.wrappers import Request, Response

FORMAT = "%Y%m%dT%H%M%SZ"
NOT_IN_POLICY = {"policy", "x-amz-signature", "file"}


class Refused(Exception):
    pass


class StrictS3:
    def __init__(self, app, access_key, secret_key, region):
        self.app, self.region = app, region
        self.credentials = Credentials(access_key, secret_key)
        self.public = set()
        self.heal()

    def heal(self):
        self.offset, self.requests = 0, []
        self.fail_after = None  # how many requests are still answered

    @property
    def now(self):
        return time.time() + self.offset

    def __call__(self, environ, start_response):
        request = Request(environ, populate_request=False)
        self.requests.append((request.method, request.path))
        try:
            if self.fail_after is not None:
                self.fail_after -= 1
                if self.fail_after < 0:
                    return Response("SlowDown", 503)(environ, start_response)
            if "Authorization" not in request.headers:
                self.check(request, environ)
        except Refused as why:
            status = 400 if str(why) == "EntityTooLarge" else 403
            xml = f"<Error><Code>{why}</Code></Error>"
            return Response(xml, status, mimetype="application/xml")(environ, start_response)
        return self.app(environ, start_response)

    def check(self, request, environ):
        bucket = request.path.split("/")[1]
        if request.method in ("GET", "HEAD"):
            if "X-Amz-Signature" in request.args:
                self.check_address(request)
            elif bucket not in self.public:
                raise Refused("AccessDenied")
        elif request.method == "POST":
            body = request.stream.read()
            environ["wsgi.input"] = io.BytesIO(body)
            _stream, form, files = parse_form_data(environ)
            environ["wsgi.input"] = io.BytesIO(body)
            self.check_form(bucket, form.to_dict(), len(files["file"].read()))
        elif request.method != "OPTIONS":
            raise Refused("AccessDenied")

    def check_address(self, request):
        address, _, given = request.url.rpartition("&X-Amz-Signature=")
        raw = f"{request.host_url.rstrip('/')}{request.environ['RAW_URI'].partition('?')[0]}"
        asked = {name: values[0] for name, values in parse_qs(address.partition("?")[2]).items()}
        begins = datetime.strptime(asked["X-Amz-Date"], FORMAT).replace(tzinfo=UTC).timestamp()
        if not begins - 900 <= self.now <= begins + int(asked["X-Amz-Expires"]):
            raise Refused("AccessDenied")
        query = request.environ["QUERY_STRING"].rpartition("&X-Amz-Signature=")[0]
        signed = AWSRequest(method="GET", url=f"{raw}?{query}")
        signed.context["timestamp"] = asked["X-Amz-Date"]
        auth = S3SigV4QueryAuth(self.credentials, "s3", self.region)
        text = auth.string_to_sign(signed, auth.canonical_request(signed))
        if not compare_digest(auth.signature(text, signed), given):
            raise Refused("SignatureDoesNotMatch")

    def check_form(self, bucket, form, size):
        if not {"policy", "x-amz-signature", "x-amz-date", "key"} <= set(form):
            raise Refused("AccessDenied")
        dated = AWSRequest(method="POST", url="/")
        dated.context["timestamp"] = form["x-amz-date"]
        auth = S3SigV4QueryAuth(self.credentials, "s3", self.region)
        if not compare_digest(auth.signature(form["policy"], dated), form["x-amz-signature"]):
            raise Refused("SignatureDoesNotMatch")
        policy = json.loads(base64.b64decode(form["policy"]))
        if datetime.fromisoformat(policy["expiration"]).timestamp() < self.now:
            raise Refused("AccessDenied")
        said = {**{name.lower(): value for name, value in form.items()}, "bucket": bucket}
        covered = set()
        for condition in policy["conditions"]:
            rules = (
                [("eq", f"${k}", v) for k, v in condition.items()]
                if isinstance(condition, dict)
                else [condition]
            )
            for rule in rules:
                covered.add(str(rule[1]).lstrip("$").lower())
                self.check_rule(rule, said, size)
        if set(said) - {"bucket"} - NOT_IN_POLICY - covered:
            raise Refused("AccessDenied")

    @staticmethod
    def check_rule(rule, said, size):
        kind, name, value = rule
        if kind == "content-length-range":
            if not name <= size <= value:
                raise Refused("EntityTooLarge")
            return
        given = said.get(name.lstrip("$").lower(), "")
        if not (given == value if kind == "eq" else given.startswith(value)):
            raise Refused("AccessDenied")
