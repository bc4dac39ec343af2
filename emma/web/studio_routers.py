"""The routers of the studio's pages and interface, in one place."""

from __future__ import annotations

from fastapi import APIRouter

from emma.web import (
    studio_article_acts,
    studio_articles,
    studio_editor,
    studio_examples,
    studio_guard,
    studio_home,
    studio_inbox,
    studio_intents,
    studio_releases,
    studio_tables,
    studio_training,
    studio_try,
)

STUDIO: tuple[APIRouter, ...] = (
    studio_inbox.router,
    studio_tables.router,
    studio_training.router,
    studio_articles.router,
    studio_editor.router,
    studio_article_acts.router,
    studio_examples.router,
    studio_intents.router,
    studio_guard.router,
    studio_home.router,
    studio_releases.router,
    studio_try.router,
)
