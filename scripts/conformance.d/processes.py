"""Child processes that cannot outlive the run, each with its output in a file."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

# A proxy that this machine's environment names is for what is elsewhere; everything tried here is on this machine.
for variable in ("no_proxy", "NO_PROXY"):
    os.environ[variable] = ",".join(filter(None, [os.environ.get(variable), "127.0.0.1,localhost"]))


class NotReady(Exception):
    """A program that ended, or did not answer in time, with the end of what it said."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url, method="GET", body=None, headers=None, timeout=10):
    """The status, the headers and the body, whatever the status."""
    request = urllib.request.Request(url, body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class Child:
    """A program in a session of its own: what it starts ends with it."""

    running = []

    def __init__(self, name, command, log, environment=None, cwd=None):
        self.name, self.log_path = name, log
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=dict(os.environ) | (environment or {}),
            cwd=cwd,
            start_new_session=True,
        )
        Child.running.append(self)

    @property
    def pid(self):
        return self.process.pid

    @property
    def has_ended(self):
        return self.process.poll() is not None

    def said(self, lines=12):
        self.log.flush()
        with open(self.log_path, errors="replace") as file:
            return "".join(file.readlines()[-lines:])

    def wait_for(self, url, seconds):
        """Until the address answers with anything below 500."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.has_ended:
                raise NotReady(f"{self.name} ended with {self.process.returncode}:\n{self.said()}")
            try:
                if fetch(url, timeout=2)[0] < 500:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise NotReady(f"{self.name} did not answer at {url} within {seconds} s:\n{self.said()}")

    def signal(self, number):
        if not self.has_ended:
            self.process.send_signal(number)

    def wait(self, seconds):
        """The exit status, or None if it still runs."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self, seconds=5):
        self.signal(signal.SIGTERM)
        if self.wait(seconds) is None:
            self.signal(signal.SIGKILL)
            self.wait(5)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.log.close()
        if self in Child.running:
            Child.running.remove(self)

    @classmethod
    def stop_all(cls):
        for child in list(cls.running):
            child.signal(signal.SIGTERM)
        for child in list(cls.running):
            child.stop(3)


def children_of(pid):
    """The processes that a process started and that still run."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(entry))
    return found


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
