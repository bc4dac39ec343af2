"""The routers of the studio's pages and interface, in one place."""

from __future__ import annotations

from fastapi import APIRouter

STUDIO: tuple[APIRouter, ...] = ()
