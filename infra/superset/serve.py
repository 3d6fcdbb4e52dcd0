"""Starts a local Superset: installs it at the first start, keeps its state in one folder."""

import argparse
import os
import secrets
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_STATE = HERE.parent.parent / ".wikistream" / "superset"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--state", type=Path, default=DEFAULT_STATE)
    arguments = parser.parse_args()
    if not (3, 10) <= sys.version_info[:2] <= (3, 12):
        sys.exit("Superset 6.1 needs Python 3.10, 3.11 or 3.12: start this with one of them")

    state: Path = arguments.state
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    binaries = install(Path(os.environ.get("SUPERSET_VENV", state / "venv")))
    environment = {
        **os.environ,
        "SUPERSET_SECRET_KEY": secret(state / "secret-key"),
        "SUPERSET_METADATA_URI": f"sqlite:///{state / 'superset.db'}",
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "FLASK_APP": "superset.app:create_app()",
        # "Today" is the day of the zone in which the pipeline writes opt_time.
        "TZ": os.environ.get("TIME_ZONE", "Asia/Shanghai"),
    }

    def superset(*command: str) -> None:
        subprocess.run([binaries / "superset", *command], env=environment, check=True)

    version = (HERE / "requirements.txt").read_text()
    done = state / "initialised"
    if not done.exists() or done.read_text() != version:
        superset("db", "upgrade")
        password_file = state / "admin-password"
        first = not password_file.exists()
        password = secret(password_file)
        # The password goes through standard input of Python code, never through the process list.
        create_admin(binaries, environment, password)
        superset("init")
        done.write_text(version)
        if first:
            print(f"\nUser admin, password {password} (shown once; kept in {password_file})\n")

    print(f"Superset: http://127.0.0.1:{arguments.port}", flush=True)
    gunicorn = str(binaries / "gunicorn")
    os.execve(
        gunicorn,
        [gunicorn, "--bind", f"127.0.0.1:{arguments.port}", "--workers", "1"]
        + ["--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
        + ["superset.app:create_app()"],
        environment,
    )


def install(folder: Path) -> Path:
    """Makes the virtual environment, again when the requirements changed."""
    requirements = HERE / "requirements.txt"
    marker = folder / "installed-requirements.txt"
    if not marker.exists() or marker.read_text() != requirements.read_text():
        print(f"Installing Superset into {folder} (some minutes, once)", flush=True)
        venv.create(folder, with_pip=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", requirements], check=True)
        marker.write_text(requirements.read_text())
    return folder / "bin"


def secret(file: Path) -> str:
    """Reads a secret, or makes one only its owner can read."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(32))
    return file.read_text()


CREATE_ADMIN = """
import sys
from superset.app import create_app

app = create_app()
with app.app_context():
    from superset.extensions import security_manager as users

    users.sync_role_definitions()
    if not users.find_user("admin"):
        role = users.find_role("Admin")
        password = sys.stdin.read()
        if not users.add_user("admin", "Local", "Admin", "admin@localhost", role, password):
            sys.exit("The user admin could not be made")
"""


def create_admin(binaries: Path, environment: dict[str, str], password: str) -> None:
    subprocess.run(
        [binaries / "python", "-c", CREATE_ADMIN],
        env=environment,
        input=password,
        text=True,
        check=True,
    )


if __name__ == "__main__":
    main()
