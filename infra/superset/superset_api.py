"""The few requests of Superset's HTTP API that an import and a check need."""

import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

PASSWORD_FILE = (
    Path(__file__).resolve().parent.parent.parent / ".wikistream" / "superset" / "admin-password"
)


class RequestFailed(Exception):
    """Superset answered, but not with success; the message says what."""


class Superset:
    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.headers: dict[str, str] = {"Referer": self.url}
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def login(self, user: str, password: str) -> None:
        answer = self.post(
            "/api/v1/security/login", {"username": user, "password": password, "provider": "db"}
        )
        self.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self.headers["X-CSRFToken"] = self.get("/api/v1/security/csrf_token/")["result"]

    def get(self, path: str) -> Any:
        return self.request(path)

    def post(self, path: str, body: Any) -> Any:
        return self.request(path, json.dumps(body).encode(), "application/json")

    def import_assets(self, bundle: bytes, passwords: dict[str, str]) -> None:
        boundary = secrets.token_hex(16)
        body = b"".join(
            [
                f"--{boundary}\r\n".encode(),
                b'Content-Disposition: form-data; name="passwords"\r\n\r\n',
                json.dumps(passwords).encode() + b"\r\n",
                f"--{boundary}\r\n".encode(),
                b'Content-Disposition: form-data; name="bundle"; filename="assets.zip"\r\n',
                b"Content-Type: application/zip\r\n\r\n",
                bundle + b"\r\n",
                f"--{boundary}--\r\n".encode(),
            ]
        )
        self.request("/api/v1/assets/import/", body, f"multipart/form-data; boundary={boundary}")

    def request(self, path: str, body: bytes | None = None, content_type: str | None = None) -> Any:
        headers = {**self.headers, **({"Content-Type": content_type} if content_type else {})}
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        try:
            with self.opener.open(request, timeout=300) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")[:2000]
            raise RequestFailed(f"{path} answered {error.code}: {text}") from error
        except urllib.error.URLError as error:
            sys.exit(f"Superset cannot be reached at {self.url}: {error.reason}")


def logged_in(description: str | None) -> Superset:
    """Reads `--url` and `--user` and logs in with the password of the environment or of `serve`."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--url", default=os.environ.get("SUPERSET_URL", "http://127.0.0.1:8088"))
    parser.add_argument("--user", default=os.environ.get("SUPERSET_USERNAME", "admin"))
    arguments = parser.parse_args()
    superset = Superset(arguments.url)
    try:
        superset.login(arguments.user, admin_password())
    except RequestFailed as error:
        sys.exit(f"{arguments.user} could not log in at {arguments.url}: {error}")
    return superset


def admin_password() -> str:
    password = os.environ.get("SUPERSET_PASSWORD")
    if password:
        return password
    if PASSWORD_FILE.exists():
        return PASSWORD_FILE.read_text()
    sys.exit("Set SUPERSET_PASSWORD, or start Superset once with: npx nx run superset:serve")
