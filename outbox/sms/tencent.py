"""Tencent Cloud SMS, by its SDK. Set up as in docs/mail-and-sms.md."""

import logging
from collections.abc import Mapping

from django.conf import settings
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models
from tencentcloud.sms.v20210111.sms_client import SmsClient

from outbox.sms.base import PARAMS, SECONDS, Refused, SmsBackend, Unavailable, template_for

# It writes whole requests at level DEBUG, the code among them.
logging.getLogger("tencentcloud_sdk_common").setLevel(logging.WARNING)

# First parts of the codes that mean "never"; whatever else goes wrong is tried again.
FINAL = {
    "AuthFailure",
    "FailedOperation",
    "InvalidParameter",
    "InvalidParameterValue",
    "LimitExceeded",
    "MissingParameter",
    "ResourceNotFound",
    "UnauthorizedOperation",
    "UnsupportedOperation",
}
SOON_OVER = "LimitExceeded.PhoneNumberThirtySecondLimit"


class TencentBackend(SmsBackend):
    def send(self, phone: str, purpose: str, params: Mapping[str, str], language: str) -> None:
        request = models.SendSmsRequest()
        request.SmsSdkAppId = settings.SMS_TENCENT_APP_ID
        request.SignName = settings.SMS_TENCENT_SIGN_NAME
        request.TemplateId = template_for(settings.SMS_TENCENT_TEMPLATES, phone, purpose, language)
        request.TemplateParamSet = [params[name] for name in PARAMS]
        request.PhoneNumberSet = [phone]
        # "from None": the SDK's own errors repeat what was asked, and end in the log.
        try:
            answer = _client().SendSms(request)
            code = answer.SendStatusSet[0].Code
        except TencentCloudSDKException as error:
            code = error.get_code()
        except (TypeError, IndexError, AttributeError):
            raise Unavailable("Tencent gave no proper answer.") from None
        if code != "Ok":
            raise _error(str(code)) from None


def _error(code: str) -> Exception:
    final = code.partition(".")[0] in FINAL and code != SOON_OVER
    return (Refused if final else Unavailable)(f"Tencent says {code[:80]}.")


def _client() -> SmsClient:
    scheme, _, host = settings.SMS_TENCENT_ENDPOINT.rpartition("://")
    http = HttpProfile(protocol=scheme or "https", endpoint=host, reqTimeout=SECONDS)
    credential = Credential(settings.SMS_TENCENT_SECRET_ID, settings.SMS_TENCENT_SECRET_KEY)
    return SmsClient(credential, settings.SMS_TENCENT_REGION, ClientProfile(httpProfile=http))
