"""Alibaba Cloud SMS (Dysms), by its SDK. Set up as in docs/mail-and-sms.md."""

import json
import logging
from collections.abc import Mapping

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions
from django.conf import settings
from Tea.exceptions import TeaException

from outbox.sms.base import MAINLAND, SECONDS, Refused, SmsBackend, Unavailable, template_for

# The SDK puts the code into the address that it asks, which urllib3 writes down at level DEBUG.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)

# isv: our account, our templates or the number; isp: their own trouble
FINAL = ("isv.", "Invalid", "Forbidden", "Missing", "SignatureDoesNotMatch", "IncompleteSignature")


class AliyunBackend(SmsBackend):
    def send(self, phone: str, purpose: str, params: Mapping[str, str], language: str) -> None:
        request = SendSmsRequest(
            phone_numbers=phone.removeprefix(MAINLAND).removeprefix("+"),
            sign_name=settings.SMS_ALIYUN_SIGN_NAME,
            template_code=template_for(settings.SMS_ALIYUN_TEMPLATES, phone, purpose, language),
            # The code alone: the template's own text says how long it is good for.
            template_param=json.dumps({"code": params["code"]}),
        )
        milliseconds = SECONDS * 1000
        runtime = RuntimeOptions(connect_timeout=milliseconds, read_timeout=milliseconds, autoretry=False)
        # "from None": the SDK puts the code into the address, and the address into its errors.
        try:
            code = _client().send_sms_with_options(request, runtime).body.code
        except TeaException as error:
            code = getattr(error, "code", None)
        except Exception:  # the SDK promises no class for an answer that is no answer
            raise Unavailable("Aliyun gave no proper answer.") from None
        if code != "OK":
            raise _error(str(code or "nothing")) from None


def _error(code: str) -> Exception:
    return (Refused if code.startswith(FINAL) else Unavailable)(f"Aliyun says {code[:80]}.")


def _client() -> Client:
    scheme, _, host = settings.SMS_ALIYUN_ENDPOINT.rpartition("://")
    return Client(
        Config(
            access_key_id=settings.SMS_ALIYUN_ACCESS_KEY_ID,
            access_key_secret=settings.SMS_ALIYUN_ACCESS_KEY_SECRET,
            endpoint=host,
            protocol=(scheme or "https").upper(),
        )
    )
