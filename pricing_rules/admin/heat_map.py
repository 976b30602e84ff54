"""The page of the heat map: every zone by month, one zone by day, one day in full, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.queries import catalogue as read_catalogue
from foundation.clock import day_label, utc_now
from foundation.money import dollars, dollars_short
from pricing_rules.admin.heat_map_form import HeatMapForm
from pricing_rules.admin.heat_map_shown import (
    OVER,
    level,
    levels,
    month_names,
    months,
    stacks,
    uncovered,
    zone_rows,
)
from pricing_rules.models import Rule
from pricing_rules.operations.drafting import CHANGE_RIGHT
from pricing_rules.operations.heat_map import Charge, Day, NoHeatMap, ZoneYear, heat_map
from pricing_rules.operations.surcharge_cap import keep_surcharge_cap
from pricing_rules.queries import surcharge_cap

WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
COLUMNS = 37  # a month of 31 days that begins on the last weekday


def heat_map_view(page: Any) -> Callable[[HttpRequest], HttpResponse]:
    """The view; `page` is the model admin of rules, whose right to look it asks."""

    def view(request: HttpRequest) -> HttpResponse:
        if not page.has_view_permission(request):
            raise PermissionDenied
        now = utc_now()
        form = HeatMapForm(request.GET.dict(), read_catalogue(at=now), cap_cents=surcharge_cap())
        if request.method == "POST":
            return _keep_cap(page, request, form, now)
        context = {
            **page.admin_site.each_context(request),
            "title": "Heat map",
            "opts": page.opts,
            "own_heading": True,
            "form": form,
            "kept_cap": dollars_short(form.kept_cap * 100),
            "may_keep_cap": request.user.has_perm(CHANGE_RIGHT),
        }
        if form.is_valid():
            try:
                years = heat_map(form.asked(), now=now, draft=form.cleaned_data["rules"] == "draft")
            except NoHeatMap as refused:
                context["refused"] = str(refused)
            else:
                context |= _shown(request.GET, form, years)
        request.current_app = page.admin_site.name
        return TemplateResponse(request, "backoffice/pricing_rules/heat_map.html", context)

    return view


def _keep_cap(page: Any, request: HttpRequest, form: HeatMapForm, now: datetime) -> HttpResponse:
    """The cap of the map that is shown becomes everybody's."""
    if form.is_valid():
        cents = form.cleaned_data["cap"] * 100
        keep_surcharge_cap(cents=cents, actor=page.actor(request), now=now)
        messages.success(request, f"The heat map warns above {dollars_short(cents)} from now on, for everybody.")
    return redirect(f"{request.path}?{request.GET.urlencode()}")


def _shown(asked: QueryDict, form: HeatMapForm, years: Sequence[ZoneYear]) -> dict[str, Any]:
    cap = form.cleaned_data["cap"] * 100
    year = _chosen(asked.get("zone", ""), years)
    day = next((day for day in year.days if day.day.isoformat() == asked.get("day", "")), None)
    over = sum(1 for one in year.days if one.surcharge_cents > cap)
    return {
        "years": years,
        "rows": zone_rows([one for one in years if one.days], cap, year.code),
        "unsold": [one for one in years if one.problem],
        "month_names": month_names(years),
        "year": year,
        "months": months(year, cap, day.day if day else None),
        "weekdays": [(WEEKDAYS[column % 7], column) for column in range(COLUMNS)],
        "levels": levels(cap),
        "stacks": stacks(year, cap),
        "uncovered": uncovered(year),
        "over": over,
        "cap": dollars_short(cap),
        "is_other_cap": form.cleaned_data["cap"] != form.kept_cap,
        "day": _day(day, cap) if day else None,
        "query": _query(asked, form, zone=year.code),
        "query_of_zones": _query(asked, form),
        "cells": sum(1 for _ in year.days),
    }


def _chosen(zone: str, years: Sequence[ZoneYear]) -> ZoneYear:
    """The zone asked for; otherwise the one with the highest day, which is what a manager looks for."""
    named = next((year for year in years if year.code == zone), None)
    return named or max(years, key=lambda year: year.highest_cents, default=ZoneYear("", "No zone", None))


def _query(asked: QueryDict, form: HeatMapForm, **more: str) -> str:
    """The address of the same map."""
    query = QueryDict(mutable=True)
    for name in form.fields:
        query[name] = str(form.cleaned_data[name])
    query.update({name: value for name, value in more.items() if value})
    return query.urlencode()


def _day(day: Day, cap: int) -> dict[str, Any]:
    slugs = {charge.slug for charge in (*day.charges, *day.discounts)}
    rows = Rule.objects.filter(slug__in=slugs).values_list("slug", "pk")
    addresses = {slug: reverse("admin:pricing_rules_rule_change", args=[pk]) for slug, pk in rows}

    def row(charge: Charge) -> dict[str, str]:
        return {
            "label": charge.label,
            "rule": charge.rule,
            "address": addresses.get(charge.slug, ""),
            "amount": dollars(charge.cents),
        }

    return {
        "title": f"{day_label(day.day)}, {day.day.year}",
        "charges": [row(charge) for charge in day.charges],
        "discounts": [row(charge) for charge in day.discounts],
        "surcharge": dollars(day.surcharge_cents),
        "total": dollars(day.total_cents),
        "is_over": level(day.surcharge_cents, cap) == OVER,
        "holiday": day.holiday,
        "is_covered": day.is_covered,
        "messages": day.messages,
        "approval": day.approval,
    }
