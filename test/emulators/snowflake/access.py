"""Who may log in, what is refused, and what was asked: set by the process's start and by POST /weft/refuse."""
from __future__ import annotations

import base64
import hashlib
import json
import os
import re

import jwt
from cryptography.hazmat.primitives import serialization

LOGIN = json.loads(os.environ.get("WEFT_EMULATOR_LOGIN") or '{"password": "snow"}')
KEPT_STATEMENTS = 20_000

refusals: list[dict] = []
statements: list[dict] = []
tags: dict[str, str | None] = {}  # token -> the session's own tag


def refused(at: str, text: str = "") -> dict | None:
    """The refusal for this place and text, counted down."""
    for rule in refusals:
        if rule["at"] == at and re.search(rule.get("matching") or "", text, re.I | re.S):
            if (times := rule.get("times")) is not None:
                rule["times"] = times - 1
                if rule["times"] <= 0:
                    refusals.remove(rule)
            return rule
    return None


def record(sql: str, tag: str | None) -> None:
    statements.append({"sql": sql, "tag": tag})
    del statements[:-KEPT_STATEMENTS]


def login_error(data: dict) -> tuple[str, str] | None:
    """Code and message for credentials that are wrong."""
    kind = (data.get("AUTHENTICATOR") or "SNOWFLAKE").upper()
    if kind == "SNOWFLAKE_JWT":
        return key_pair_error(data)
    if kind == "OAUTH":
        if LOGIN.get("token") and data.get("TOKEN") == LOGIN["token"]:
            return None
        return "390303", "Invalid OAuth access token. "
    if data.get("PASSWORD") and data["PASSWORD"] == LOGIN.get("password"):
        return None
    return "390100", "Incorrect username or password was specified."


def key_pair_error(data: dict) -> tuple[str, str] | None:
    """A login by key pair: the token names the user and the key, and the registered key has signed it."""
    if not LOGIN.get("publicKey"):
        return "394304", "JWT token is invalid. [the user has no public key]"
    key = serialization.load_pem_public_key(LOGIN["publicKey"].encode())
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(der).digest()).decode()
    try:
        claims = jwt.decode(data.get("TOKEN") or "", key, algorithms=["RS256"], options={"verify_iat": False})
    except jwt.ExpiredSignatureError:
        return "394303", "JWT token has expired."
    except jwt.InvalidTokenError as e:
        return "394304", f"JWT token is invalid. [{e}]"
    account, user = (data.get("ACCOUNT_NAME") or "").upper(), (data.get("LOGIN_NAME") or "").upper()
    if claims.get("sub") != f"{account}.{user}" or claims.get("iss") != f"{account}.{user}.{fingerprint}":
        return "394302", "JWT token is invalid. [it is of another user or key]"
    return None
