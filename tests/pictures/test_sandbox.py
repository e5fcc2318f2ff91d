import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from galleries.pictures import (
    Header,
    Limits,
    Master,
    PictureRefused,
    Prepared,
    Sandbox,
    SandboxFailed,
    sandbox,
)
from galleries.pictures.worker import PROJECT

from . import makers


@pytest.fixture
def own():
    one = Sandbox(size=2)
    yield one
    one.close()


@pytest.fixture
def path(put) -> str:
    return str(put(makers.encoded(makers.photo())))


def running(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not running(pid)


def test_the_calls_answer_with_the_same_types(put, tmp_path):
    source = put(makers.encoded(makers.photo(700, 500), exif=makers.exif_with_secrets(6)))
    assert isinstance(sandbox.examine(source), Header)
    master = sandbox.make_master(source, tmp_path)
    assert isinstance(master, Master) and (master.width, master.height) == (500, 700)
    assert master.exif.gps and master.exif.taken_at
    result = sandbox.prepare(master.path, tmp_path, widths=(320,), formats=("webp", "jpeg"))
    assert isinstance(result, Prepared)
    assert [one.path.exists() for one in result.renditions] == [True, True]


def test_a_child_is_used_again_and_replaced_after_its_share(path):
    own = Sandbox(size=1, jobs_per_child=2)
    own.run("examine", path=path)
    (first,) = own.pids
    own.run("examine", path=path)
    assert own.pids == [] and gone_within(first, 2)
    own.run("examine", path=path)
    assert own.pids != [first]
    own.close()


def test_a_child_that_died_idle_is_not_noticed(own, path):
    own.run("examine", path=path)
    (pid,) = own.pids
    os.kill(pid, signal.SIGKILL)
    assert gone_within(pid, 2)
    assert own.run("examine", path=path)["width"] == 320
    assert own.pids != [pid]


def test_a_child_killed_at_work_is_a_clean_error_and_the_next_call_works(own, put, tmp_path):
    source = str(put(makers.encoded(makers.photo(3000, 2000))))
    master = own.run("make_master", source=source, target_folder=str(tmp_path))["path"]
    (pid,) = own.pids
    killer = threading.Timer(0.15, os.kill, (pid, signal.SIGKILL))
    killer.start()
    args = {"master": master, "target_folder": str(tmp_path), "widths": [1920], "formats": ["avif"] * 9}
    with pytest.raises(SandboxFailed, match="killed"):
        own.run("prepare", **args)
    killer.join()
    assert own.run("examine", path=source)["width"] == 3000


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS])
def test_a_decoder_that_crashes_means_a_damaged_picture(own, put, tmp_path, number):
    source = str(put(makers.encoded(makers.photo(3000, 2000))))
    own.run("examine", path=source)
    (pid,) = own.pids
    os.kill(pid, signal.SIGSTOP)
    killer = threading.Timer(0.1, lambda: (os.kill(pid, number), os.kill(pid, signal.SIGCONT)))
    killer.start()
    with pytest.raises(PictureRefused) as refusal:
        own.run("examine", path=source)
    assert refusal.value.code == "damaged"
    assert own.run("examine", path=source)["width"] == 3000


def test_a_child_that_hangs_is_ended(monkeypatch, own, path):
    monkeypatch.setattr("galleries.pictures.worker.CLOCK_SLACK", 0.2)
    own.run("examine", path=path)
    (pid,) = own.pids
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(PictureRefused) as refusal:
        own.run("examine", path=path, limits=Limits(seconds=0.1))
    assert refusal.value.code == "too_slow" and not running(pid)
    assert own.run("examine", path=path)["width"] == 320


def test_processor_time_is_limited_for_each_job(own, put, tmp_path):
    source = str(put(makers.encoded(makers.photo(1920, 1280))))
    args = {"master": source, "target_folder": str(tmp_path), "widths": [1920]}
    with pytest.raises(PictureRefused) as refusal:
        own.run("prepare", limits=Limits(seconds=0.5), formats=["avif"] * 40, **args)
    assert refusal.value.code == "too_slow"
    for _ in range(4):  # together longer than the limit of one
        own.run("prepare", limits=Limits(seconds=1), formats=["avif"], **args)


def test_memory_is_limited_for_each_job(own, put, tmp_path):
    args = {"source": str(put(makers.png_bomb(6016))), "target_folder": str(tmp_path)}
    with pytest.raises(PictureRefused) as refusal:
        own.run("make_master", limits=Limits(memory_bytes=60 * 2**20), **args)
    assert refusal.value.code == "too_much_memory"
    assert own.run("make_master", **args)["width"] == 6016


def test_our_own_trouble_is_not_the_pictures_fault(own, tmp_path):
    with pytest.raises(SandboxFailed, match="FileNotFoundError"):
        own.run("examine", path=str(tmp_path / "missing"))
    with pytest.raises(SandboxFailed, match="KeyError"):
        own.run("no such task")


def test_a_refusal_keeps_its_numbers_on_the_way(own, path):
    with pytest.raises(PictureRefused) as refusal:
        own.run("examine", path=path, limits=Limits(max_side=100))
    assert (refusal.value.code, refusal.value.params) == ("too_long_side", {"side": 320, "limit": 100})
    assert refusal.value.message == "A side of the picture has 320 pixels; at most 100 are allowed."


def test_threads_share_the_children(own, put):
    paths = [put(makers.encoded(makers.photo(100 + number, 80)), f"{number}") for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        widths = list(threads.map(lambda each: own.run("examine", path=str(each))["width"], paths))
    assert widths == [100 + number for number in range(24)]
    assert 1 <= len(own.pids) <= 2


def test_children_outlive_the_thread_that_asked_first(own, path):
    thread = threading.Thread(target=own.run, args=("examine",), kwargs={"path": path})
    thread.start()
    thread.join()
    (pid,) = own.pids
    time.sleep(0.2)
    assert running(pid)


def test_a_forked_process_gets_children_of_its_own(own, path):
    own.run("examine", path=path)
    (pid,) = own.pids
    child = os.fork()
    if child == 0:
        status = 1
        signal.alarm(30)
        try:
            inherited = own.pids
            ok = own.run("examine", path=path)["width"] == 320 and inherited == [] and own.pids != [pid]
            own.close()
            status = 0 if ok else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert own.run("examine", path=path)["width"] == 320 and own.pids == [pid]


def test_children_die_with_a_killed_parent(path):
    code = (
        "import sys, time; from galleries.pictures import sandbox; from pathlib import Path\n"
        "sandbox.examine(Path(sys.argv[1])); print(*sandbox.default.pids, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, path], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    pid = int(parent.stdout.readline())
    os.kill(pid, signal.SIGSTOP)  # as if busy: it cannot see that its pipe was closed
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone_within(pid, 3)


def test_the_child_knows_no_secret_and_is_tied_down(monkeypatch, own, path):
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")
    own.run("examine", path=path)
    (pid,) = own.pids
    assert b"do-not-tell" not in Path(f"/proc/{pid}/environ").read_bytes()
    limits = Path(f"/proc/{pid}/limits").read_text()
    rows = {line[:26].strip(): line[26:].split() for line in limits.splitlines()}
    assert rows["Max core file size"][0] == "0"
    assert rows["Max address space"][0] != "unlimited" and rows["Max cpu time"][0] != "unlimited"
    assert rows["Max open files"][1] == "64"
    status = Path(f"/proc/{pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert os.getsid(pid) == pid and os.getpriority(os.PRIO_PROCESS, pid) == 5
    maps = Path(f"/proc/{pid}/maps").read_text()
    assert "django" not in maps


def test_importing_the_package_brings_neither_django_nor_numpy():
    code = "import sys, galleries.pictures; print([m for m in ('django', 'numpy') if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
