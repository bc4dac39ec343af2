"""Accounts of the people who work with Emma, their sessions, tokens and presence. Passwords are argon2 hashes."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String

from emma.models.base import Base, Moment, now


class Agent(Base):
    """One account; `name` is the first name a visitor sees. Without `password_hash` it signs in by OpenID Connect."""

    __tablename__ = "agents"

    id = Column(String(36), primary_key=True)
    login = Column(String(120), nullable=False, unique=True)
    name = Column(String(60), nullable=False)
    role = Column(String(16), nullable=False)
    languages = Column(JSON, nullable=False, default=list)
    capacity = Column(Integer, nullable=False, default=3)
    password_hash = Column(String(200))
    subject = Column(String(255), unique=True)
    disabled = Column(Boolean, nullable=False, default=False)
    failures = Column(Integer, nullable=False, default=0)
    locked_until = Column(Moment)
    preferences = Column(JSON, nullable=False, default=dict)
    created_at = Column(Moment, nullable=False, default=now)


class AgentSession(Base):
    """A signed-in browser: the hash of its cookie, and the token its forms carry."""

    __tablename__ = "agent_sessions"

    token_hash = Column(String(64), primary_key=True)
    agent_id = Column(String(36), ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True)
    csrf = Column(String(64), nullable=False)
    created_at = Column(Moment, nullable=False, default=now)
    seen_at = Column(Moment, nullable=False, default=now)
    expires_at = Column(Moment, nullable=False)


class ApiToken(Base):
    """A token for the JSON interface, told once; only its hash is kept."""

    __tablename__ = "api_tokens"

    id = Column(Integer, primary_key=True, autoincrement=True)
    agent_id = Column(String(36), ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True)
    name = Column(String(60), nullable=False)
    token_hash = Column(String(64), nullable=False, unique=True)
    created_at = Column(Moment, nullable=False, default=now)
    used_at = Column(Moment)
    revoked_at = Column(Moment)


class Presence(Base):
    """Where an agent is now; `heartbeat_at` is the last sign of the agent's own screen."""

    __tablename__ = "presence"

    agent_id = Column(String(36), ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True)
    state = Column(String(10), nullable=False)
    no_more = Column(Boolean, nullable=False, default=False)
    since = Column(Moment, nullable=False, default=now)
    until = Column(Moment)
    heartbeat_at = Column(Moment, nullable=False, default=now)
