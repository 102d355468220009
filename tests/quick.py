"""What tests make over and over, made at less cost and with the same outcome: applications, pages' templates, password hashes."""
from __future__ import annotations

from functools import cache, partial

from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from survey_app.login import passwords

SERVED = passwords.HASHER  # as an installation hashes
COMPILED: dict[str, bytes] = {}


class LateRule(Rule):
    """A route that compiles how its address is written when it is first written: most applications here live for one test."""

    def _compile_builder(self, append_unknown: bool = True):
        compiled = cache(partial(super()._compile_builder, append_unknown))
        return lambda rule, **values: compiled()(rule, **values)


class SharedTemplates(BytecodeCache):
    """Templates compiled by one application, for those after it; the key holds their path, the bucket checks their text."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of this template."""
        if bucket.key in COMPILED:
            bucket.bytecode_from_string(COMPILED[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled of this template."""
        COMPILED[bucket.key] = bucket.bytecode_to_string()


def be_quick() -> None:
    """From now on in this process. A hash tells its own cost, so that a server of another process checks it quickly too."""
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    Flask.url_rule_class = LateRule
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": SharedTemplates()}
