"""Imports assets/ into a running Superset through its assets endpoint; safe to repeat."""

import argparse
import io
import json
import os
import re
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path

HERE = Path(__file__).resolve().parent
ASSETS = HERE / "assets"
DATABASE = "databases/wikistream.yaml"
PASSWORD_FILE = HERE.parent.parent / ".wikistream" / "superset" / "admin-password"
PASSWORD_MASK = "X" * 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=os.environ.get("SUPERSET_URL", "http://127.0.0.1:8088"))
    parser.add_argument("--user", default=os.environ.get("SUPERSET_USERNAME", "admin"))
    arguments = parser.parse_args()

    uri, database_password = connection()
    bundle = archive(uri)
    superset = Superset(arguments.url.rstrip("/"))
    superset.login(arguments.user, admin_password())
    superset.import_assets(bundle, {DATABASE: database_password} if database_password else {})
    print(f"Imported: {arguments.url}/superset/dashboard/wikistream-statistics/")
    print(f"          {arguments.url}/superset/dashboard/wikistream-titles/")


def connection() -> tuple[str | None, str | None]:
    """SQLAlchemy's address with the password taken out, and the password."""
    address = os.environ.get("SUPERSET_DATABASE_URI") or os.environ.get("DATABASE_URL")
    if not address:
        return None, None
    parts = urllib.parse.urlsplit(address)
    scheme = parts.scheme
    if scheme in ("postgres", "postgresql"):
        # PostgreSQL's own dialect asks RisingWave for catalogs it lacks.
        target = os.environ.get("DATABASE_TARGET", "postgres")
        scheme = "risingwave" if target == "risingwave" else "postgresql+psycopg2"
    user, _, host = parts.netloc.rpartition("@")
    name, separator, password = user.partition(":")
    if separator and password:
        host = f"{name}:{PASSWORD_MASK}@{host}"
    else:
        host = parts.netloc
    uri = urllib.parse.urlunsplit((scheme, host, parts.path, parts.query, ""))
    return uri, urllib.parse.unquote(password) or None


def archive(uri: str | None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in sorted(ASSETS.rglob("*.yaml")):
            name = file.relative_to(ASSETS).as_posix()
            text = file.read_text(encoding="utf-8")
            if name == DATABASE and uri:
                line = f"sqlalchemy_uri: {json.dumps(uri)}"
                text = re.sub(r"^sqlalchemy_uri: .*$", lambda _: line, text, flags=re.MULTILINE)
            bundle.writestr(f"wikistream/{name}", text)
    return buffer.getvalue()


def admin_password() -> str:
    password = os.environ.get("SUPERSET_PASSWORD")
    if password:
        return password
    if PASSWORD_FILE.exists():
        return PASSWORD_FILE.read_text()
    sys.exit("Set SUPERSET_PASSWORD, or start Superset once with: npx nx run superset:serve")


class Superset:
    """The few requests an import needs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.headers: dict[str, str] = {"Referer": url}
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def login(self, user: str, password: str) -> None:
        body = {"username": user, "password": password, "provider": "db"}
        answer = self.request(
            "/api/v1/security/login", json.dumps(body).encode(), "application/json"
        )
        self.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self.headers["X-CSRFToken"] = self.request("/api/v1/security/csrf_token/")["result"]

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

    def request(self, path: str, body: bytes | None = None, content_type: str | None = None):
        headers = {**self.headers, **({"Content-Type": content_type} if content_type else {})}
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        try:
            with self.opener.open(request, timeout=300) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            sys.exit(f"{path} answered {error.code}: {error.read().decode(errors='replace')[:2000]}")
        except urllib.error.URLError as error:
            sys.exit(f"Superset cannot be reached at {self.url}: {error.reason}")


if __name__ == "__main__":
    main()
