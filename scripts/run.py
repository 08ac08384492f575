"""`make run`: from a fresh clone to a site with people in it, in one command; the second time in seconds."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from database import load_demo, migrate, settings_env
from environment import PYTHON, install_packages
from frontend import build_front_end
from steps import LOGS, ROOT, Steps, Stop, tell

SIGN_INS = {
    "learner": "has a refresher course to do",
    "manager": "checks a team's training",
    "lead": "checks an agency's",
    "team": "publishes; also in the editors' admin at /admin/",
    "board": "sees the figures, without names",
}
PASSWORD = "goldthread-demo"


class Service:
    """One process of the site, in a session of its own so that Ctrl-C reaches it through us alone."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        (LOGS / f"{name}.log").unlink(missing_ok=True)
        self.start()

    def start(self) -> None:
        with (LOGS / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=die_with_us, stdout=log, stderr=log,
            )  # fmt: skip

    def ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        said = (LOGS / f"{self.name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in said[-15:])

    def stop(self) -> None:
        for how, patience in ((signal.SIGTERM, 8), (signal.SIGKILL, 2)):
            if self.ended():
                return
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue


def die_with_us() -> None:
    """Ask Linux to end this process when its parent is killed outright, so that no port stays taken."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Stop(
                f"Port {port} can't be used ({error.strerror}), perhaps by another Goldthread. "
                f"Stop what uses it, or choose another: make run PORT={port + 1}"
            ) from error


def read_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"PORT is {text!r}; it must be a number from 1 to 65535, such as 8000.")
    return int(text)


def server_command(host: str, port: int, *, dev: bool) -> list[str]:
    if dev:
        return [str(PYTHON), "manage.py", "runserver", f"{host}:{port}"]
    return [
        str(PYTHON), "-m", "gunicorn", "--pythonpath", "site", "--workers", "2", "--threads", "4", "--preload",
        "--no-control-socket", "--access-logfile", str(LOGS / "access.log"), "--bind", f"{host}:{port}",
        "goldthread.wsgi",
    ]  # fmt: skip


def start(steps: Steps, host: str, port: int, *, dev: bool) -> list[Service]:
    """Start the web server, wait until it answers, then start the worker and the clock. Raises Stop."""
    env = settings_env(debug=dev) | {"BASE_URL": f"http://localhost:{port}"}
    with steps.step("Starting"):
        services = [Service("web", server_command(host, port, dev=dev), env)]
        try:
            wait_until(lambda: answers(host, port), services[0])
        except BaseException:
            services[0].stop()
            raise
        manage = [str(PYTHON), "manage.py"]
        services.append(
            Service(
                "worker", [*manage, "db_worker", "--backend", "goldthread", "--queue-name", "*", "--no-reload"], env
            )
        )
        services.append(Service("clock", [*manage, "run_due", "--every", "60"], env))
    return services


def wait_until(ready: Callable[[], bool], service: Service, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while not ready():
        if service.ended():
            raise Stop(f"The site couldn't start:\n{service.last_words()}")
        if time.monotonic() > until:
            raise Stop(f"The site hasn't answered for {patience:.0f} seconds:\n{service.last_words()}")
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    reached = "127.0.0.1" if host == "0.0.0.0" else host
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{reached}:{port}/health/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def greet(port: int, began: float) -> None:
    address = f"http://localhost:{port}"
    width = max(len(name) for name in SIGN_INS) + len("@demo.example")
    print(f"\nGoldthread is ready after {time.monotonic() - began:.0f} s:  {address}/\n")
    print(f"Sign in at {address}/account/login/ with the password  {PASSWORD}")
    for name, what in SIGN_INS.items():
        print(f"  {name + '@demo.example':<{width}}  {what}")
    print("\nMail that would be sent is in var/mail/, logs are in var/log/. Stop with Ctrl-C.", flush=True)


def look_after(services: list[Service]) -> None:
    """Wait until told to stop. A worker that ends is started again; a web server that ends raises Stop."""
    while True:
        time.sleep(0.5)
        for service in services:
            if not service.ended():
                continue
            if service.name == "web":
                raise Stop(f"The web server stopped:\n{service.last_words()}")
            print(f"The {service.name} stopped and is started again: see var/log/{service.name}.log", flush=True)
            time.sleep(5)
            service.start()


def end(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    dev = "--dev" in sys.argv
    began = time.monotonic()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    services: list[Service] = []
    try:
        host, port = os.environ.get("HOST") or "127.0.0.1", read_port()
        refuse_taken_port(host, port)
        steps = Steps(6)
        install_packages(steps)
        build_front_end(steps)
        migrate(steps)
        load_demo(steps)
        LOGS.mkdir(parents=True, exist_ok=True)
        services = start(steps, host, port, dev=dev)
        greet(port, began)
        look_after(services)
    except Stop as stop:
        return tell(stop)
    except KeyboardInterrupt:
        print("\nStopping… " if services else "\nStopped.", end="" if services else "\n", flush=True)
        return 0
    finally:
        for service in reversed(services):
            service.stop()
        if services:
            print("Goldthread has stopped.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
