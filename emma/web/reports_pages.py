"""Reports: counts over a week for supervisors, trainers and administrators, none of them under ten; as CSV too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from emma.accounts.sessions import Signed
from emma.errors import NotPermitted
from emma.reporting.period import Report, report, weeks
from emma.reporting.small_cells import LEAST
from emma.web.access import process_of
from emma.web.staff import signed_in
from emma.web.staff_page import staff_page

router = APIRouter(include_in_schema=False)
PAGE = "/reports"
Week = Annotated[date | None, Query()]


def reader(signed: Annotated[Signed, Depends(signed_in)]) -> Signed:
    """Somebody whom the reports are open to. Raises NotPermitted."""
    if not signed.person.may_read_reports:
        raise NotPermitted
    return signed


@router.get(PAGE)
def reports(request: Request, signed: Annotated[Signed, Depends(reader)], week: Week = None) -> Response:
    """The report on a week, the last one that is over unless another is asked for."""
    monday, mondays = _chosen(request, week)
    rules = process_of(request).desk.rules
    return staff_page(
        request, "board/reports.html", report=_report(request, monday), week=monday, weeks=mondays, least=LEAST,
        target={"percent": round(rules.service_level * 100), "minutes": rules.service_minutes},
    )  # fmt: skip


@router.get(f"{PAGE}.csv")
def reports_csv(request: Request, signed: Annotated[Signed, Depends(reader)], week: Week = None) -> Response:
    """The same as a table: report, cell, count; a withheld count is empty."""
    monday, _ = _chosen(request, week)
    out = io.StringIO()
    csv.writer(out).writerows(_rows(_report(request, monday)))
    headers = {"Content-Disposition": f'attachment; filename="emma-report-{monday.isoformat()}.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _chosen(request: Request, week: date | None) -> tuple[date, list[date]]:
    """The week asked for, and all there are; the running one only where nobody is real."""
    process = process_of(request)
    mondays = weeks(process.desk.rules, running=not process.settings.production)
    return (week if week in mondays else mondays[0]), mondays


def _report(request: Request, monday: date) -> Report:
    process = process_of(request)
    with process.engine.connect().execution_options(read_only=True) as connection:
        return report(connection, process.desk.rules, monday)


def _rows(found: Report) -> Iterator[tuple[object, ...]]:
    yield ("table", "cell", "count")
    for table in found.tables:
        for cell, count in table.cells.items():
            yield (table.name, cell, "" if count is None else count)
        if table.total is not None:
            yield (table.name, "total", table.total)
    for name, share in found.shares.items():
        yield (name, "percent", "" if share is None else share[0])
