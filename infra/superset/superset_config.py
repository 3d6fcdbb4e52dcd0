"""Superset's configuration for a local server; every secret comes from the environment."""

import logging
import os

# This file is read at the end of superset.config, which has its defaults by then.
from superset.config import THEME_DARK as DARK
from superset.config import THEME_DEFAULT as LIGHT

# Its package from PyPI lacks the picture it then looks for at every page.
logging.getLogger("superset.views.base").addFilter(lambda it: "default spinner" not in it.msg)

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA_URI"]

# The tables change every second. What many viewers ask for is answered once in ten seconds, and
# a dashboard's own refresh asks no more often than that either.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 10}
DASHBOARD_AUTO_REFRESH_MODE = "fetch"
FILTER_STATE_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache", "CACHE_DEFAULT_TIMEOUT": 86400}
EXPLORE_FORM_DATA_CACHE_CONFIG = {
    "CACHE_TYPE": "SupersetMetastoreCache",
    "CACHE_DEFAULT_TIMEOUT": 86400,
}

LANGUAGES = {
    "zh": {"flag": "cn", "name": "简体中文"},
    "en": {"flag": "us", "name": "English"},
}
BABEL_DEFAULT_LOCALE = os.environ.get("SUPERSET_LOCALE", "en")

# Colours of the dashboards. A Superset without this scheme falls back to its own.
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "wikistream",
        "label": "Wikistream",
        "description": "",
        "isDefault": True,
        "colors": ["#2f6fde", "#12a594", "#f0a43a", "#7a5cd6", "#e5604d", "#3fa7d6"]
        + ["#8fb339", "#d6629f", "#5b6b86", "#b88746", "#46b07b", "#9a6ad1"],
    }
]
LOOK = {
    "colorPrimary": "#2f6fde",
    "colorLink": "#2f6fde",
    "fontFamily": "Inter, 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', "
    "Helvetica, Arial, sans-serif",
}
THEME_DEFAULT = {**LIGHT, "token": {**LIGHT["token"], **LOOK}}
THEME_DARK = {**DARK, "token": {**DARK["token"], **LOOK}}

# The server speaks plain HTTP on loopback; a cookie marked Secure would never come back.
SESSION_COOKIE_SAMESITE = "Lax"
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
WTF_CSRF_ENABLED = True
FAB_ADD_SECURITY_API = True
