"""Starts a local Superset: installs it at the first start, keeps its state in one folder."""

import argparse
import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_STATE = HERE.parent.parent / ".wikistream" / "superset"
PACKAGES = [HERE / name for name in ("requirements.txt", "drivers.txt", "constraints.txt")]
UV = "uv==0.13.9"
PYTHONS = ((3, 12), (3, 11))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8088, help="0 takes any free one")
    parser.add_argument("--state", type=Path, default=DEFAULT_STATE, help="folder of what is kept")
    parser.add_argument("--use", type=Path, help="virtual environment with Superset; none is made")
    arguments = parser.parse_args()

    os.umask(0o077)
    # Taken before the long installation: a port in use is told at once.
    listener = listen(arguments.host, arguments.port)
    state: Path = arguments.state.resolve()
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    binaries = arguments.use / "bin" if arguments.use else install(environment_folder())
    environment = {
        **os.environ,
        "SUPERSET_SECRET_KEY": secret(state / "secret-key"),
        "SUPERSET_METADATA_URI": f"sqlite:///{state / 'superset.db'}",
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "FLASK_APP": "superset.app:create_app()",
        # "Today" is the day of the zone in which the pipeline writes opt_time.
        "TZ": os.environ.get("TIME_ZONE", "Asia/Shanghai"),
    }
    prepare(state, binaries, environment)

    host, port = listener.getsockname()[:2]
    print(f"Superset: http://{host}:{port}", flush=True)
    listener.set_inheritable(True)
    gunicorn = str(binaries / "gunicorn")
    os.execve(
        gunicorn,
        [gunicorn, "--bind", f"fd://{listener.fileno()}", "--workers", "1"]
        + ["--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
        # Longer than clients keep an idle connection, so that it does not close under a request.
        + ["--keep-alive", "75"]
        + ["--log-level", "warning", "superset.app:create_app()"],
        environment,
    )


def environment_folder() -> Path:
    """Outside the checkout, so that several share one installation."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("SUPERSET_VENV") or cache / "wikistream" / "superset-6.1").resolve()


def listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        sys.exit(f"Port {port} of {host} cannot be taken ({error.strerror}): choose another with --port")


def install(folder: Path) -> Path:
    """Makes the virtual environment, again when the pinned packages changed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A second start waits for the first one's installation instead of deleting it.
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = "".join(file.read_text() for file in PACKAGES)
        marker = folder / "installed-requirements.txt"
        if not marker.exists() or marker.read_text() != wanted:
            print(f"Installing Superset into {folder} (once, about 650 MB)", flush=True)
            fill(folder)
            marker.write_text(wanted)
    return folder / "bin"


def fill(folder: Path) -> None:
    python = supported_python()
    if not succeeds([python, "-m", "venv", "--clear", folder]):
        sys.exit(f"{python} cannot make a virtual environment: on Debian, apt-get install python3-venv")
    binaries = folder / "bin"
    pip = [binaries / "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--retries", "10", "--timeout", "60"]
    uv = [binaries / "uv", "pip", "install", "--quiet", "--python", binaries / "python"]
    # Wheels only, so that nothing is compiled; these two are pure Python and have none.
    packages = ["--only-binary", ":all:", "--no-binary", "odfpy", "--no-binary", "wtforms-json"]
    packages += ["--requirement", HERE / "requirements.txt"]
    packages += ["--constraint", HERE / "constraints.txt"]
    # uv takes seconds where pip takes minutes; pip knows mirrors that only its configuration names.
    by_uv = succeeds([*pip, UV]) and succeeds([*uv, *packages])
    if not by_uv and not succeeds([*pip, *packages]):
        sys.exit("Superset could not be installed; the errors are above. Is PyPI reachable?")


def succeeds(command: list[str | Path]) -> bool:
    return subprocess.run(command).returncode == 0


def supported_python() -> str:
    """This interpreter where Superset runs on it, else the newest on the PATH where it does."""
    if sys.version_info[:2] in PYTHONS:
        return sys.executable
    found = (shutil.which(f"python{major}.{minor}") for major, minor in PYTHONS)
    python = next(filter(None, found), None)
    if not python:
        this = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"The pinned packages need Python 3.11 or 3.12; this is {this} and none is on the PATH")
    return python


def prepare(state: Path, binaries: Path, environment: dict[str, str]) -> None:
    """Makes Superset's own tables, its roles and the user admin, once per version."""
    version = (HERE / "requirements.txt").read_text()
    done = state / "initialised"
    if done.exists() and done.read_text() == version:
        return
    password_file = state / "admin-password"
    password = secret(password_file)
    log = state / "prepare.log"
    print("Preparing Superset's own database", flush=True)
    with log.open("w") as out:
        # The password goes through standard input, never through the process list.
        step = subprocess.run(
            [binaries / "python", "-c", PREPARE],
            env=environment,
            input=password,
            text=True,
            stdout=out,
            stderr=out,
        )
    if step.returncode != 0:
        sys.exit(f"Superset could not be prepared; its output is in {log}")
    # Not whether the file was new: a first start may have been cut off before it showed it.
    first = not done.exists()
    done.write_text(version)
    if first:
        print(f"\nUser admin, password {password} (shown once; kept in {password_file})\n")


def secret(file: Path) -> str:
    """Reads a secret, or makes one only its owner can read."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(32))
    return file.read_text()


# `superset db upgrade`, `superset init` and `superset fab create-admin` in one process: each of
# the three would load all of Superset anew.
PREPARE = """
import sys
from pathlib import Path

import superset
from superset.app import create_app

app = create_app()
with app.app_context():
    from flask_migrate import upgrade
    from superset.extensions import appbuilder, security_manager as users

    upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    users.sync_role_definitions()
    if not users.find_user("admin"):
        role = users.find_role("Admin")
        password = sys.stdin.read()
        if not users.add_user("admin", "Local", "Admin", "admin@localhost", role, password):
            sys.exit("The user admin could not be made")
"""


if __name__ == "__main__":
    main()
