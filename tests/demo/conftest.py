"""Both databases, as the store's tests have them."""

from tests.store.conftest import database_url as database_url
from tests.store.conftest import postgres_server as postgres_server
from tests.store.conftest import postgres_url as postgres_url
from tests.store.conftest import sqlite_path as sqlite_path
from tests.store.conftest import sqlite_url as sqlite_url
