"""Imports assets/ into a running Superset through its assets endpoint; safe to repeat."""

import io
import json
import os
import re
import sys
import urllib.parse
import zipfile
from pathlib import Path

from superset_api import RequestFailed, logged_in

ASSETS = Path(__file__).resolve().parent / "assets"
DATABASE = "databases/wikistream.yaml"
PASSWORD_MASK = "X" * 10


def main() -> None:
    superset = logged_in(__doc__)
    uri, password = connection()
    try:
        superset.import_assets(archive(uri), {DATABASE: password} if password else {})
    except RequestFailed as error:
        sys.exit(f"Superset refused the assets: {error}")
    print(f"Imported: {superset.url}/superset/dashboard/wikistream-statistics/")
    print(f"          {superset.url}/superset/dashboard/wikistream-titles/")


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


if __name__ == "__main__":
    main()
