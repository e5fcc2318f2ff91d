"""``python -m tests.fakes.kodo --port 9000``: a Kodo to try the site with, forgotten when it ends."""

import argparse
import threading

from tests.fakes.kodo.server import FakeKodo

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--access-key", default="test-access")
    parser.add_argument("--secret-key", default="test-secret")
    chosen = parser.parse_args()
    kodo = FakeKodo(access_key=chosen.access_key, secret_key=chosen.secret_key, port=chosen.port).start()
    print(f"""Kodo's fake listens. For the site:
STORAGE=qiniu
QINIU_ACCESS_KEY={kodo.access_key}
QINIU_SECRET_KEY={kodo.secret_key}
QINIU_BUCKET=originals
QINIU_DOMAIN={kodo.domain("originals")}
QINIU_RENDITIONS_BUCKET=renditions
QINIU_RENDITIONS_DOMAIN={kodo.domain("renditions")}
QINIU_HOSTS=up={kodo.url},rs={kodo.url},rsf={kodo.url},uc={kodo.url}""")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        kodo.stop()
