"""How gunicorn serves the site in a container: ``gunicorn -c deploy/gunicorn.conf.py config.wsgi``."""

import multiprocessing
import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or multiprocessing.cpu_count())
worker_class = "config.worker.Worker"
threads = 8
limit_request_line = 8190  # cursors and filters are long; this is as much as gunicorn takes
# Heartbeats in memory: a container's disk may be slow or read-only.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
timeout = 60  # an upload of 10 MB over a slow line
graceful_timeout = 25
keepalive = 75  # longer than nginx keeps its side
max_requests, max_requests_jitter = 5000, 500
# The proxy writes the access log.
errorlog = "-"
forwarded_allow_ips = "*"  # only the proxy reaches this port
