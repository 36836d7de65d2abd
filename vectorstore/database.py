"""Opens the SQL database and brings its tables to the current version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, text

HEAD = "0006_versions"
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(path: Path) -> Engine:
    """A SQLite engine at ``path``, its tables migrated to :data:`HEAD`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare_sqlite)
    if _revision(engine) != HEAD:
        _migrate(engine)
    return engine


def _prepare_sqlite(connection: object, _record: object) -> None:
    # Readers go on while one writer commits, and wait rather than fail.
    connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
    connection.execute("PRAGMA busy_timeout=10000")  # type: ignore[attr-defined]
    # With a log written ahead, a crash of the process loses nothing, and one of the machine
    # at most the last commits, never the file; the index is then short, and completed.
    connection.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]
    connection.execute("PRAGMA cache_size=-32000")  # type: ignore[attr-defined]  # KiB: digests come in no order


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    # Imported here: half a second that only a new or outdated database needs.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        # One transaction, which SQLite would not begin for changes of tables: a process that dies
        # leaves no half of them, and of two at once the second finds the work done.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
