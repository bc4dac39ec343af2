"""A database with conversations in it goes up and down through the migrations and loses none of them."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import insert, inspect, select
from sqlalchemy.engine import Engine

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import Held
from emma.db.migrate import FOLDER, migrate
from tests.agents import claimed


def test_messages_and_handoffs_survive_the_way_down_and_up(engine: Engine, ana: Held) -> None:
    claimed(engine, ana.id)
    with engine.begin() as connection:
        row = {"conversation_id": ana.id, "seq": 1, "sender": "visitor", "language": "en", "text": "kept"}
        connection.execute(insert(MESSAGE).values(**row))
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    assert "secure_forms" not in inspect(engine).get_table_names()
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(select(MESSAGE.c.text)).scalars().all() == ["kept"]
        assert connection.exec_driver_sql("SELECT state FROM handoffs").scalars().all() == ["active"]
        assert connection.exec_driver_sql("SELECT count(*) FROM handoff_events").scalar_one() == 2
