"""The sandbox of message templates: its own text variables, and nothing else whatever staff write."""

from __future__ import annotations

import pytest

from foundation.notifications.rendering import TemplateProblem, check, render

NAMES = ("name", "number")


def filled(source: str, **context: str) -> str:
    return render(subject="x", text="x", html=source, context=context).html


def test_variables_are_filled_in_and_html_is_escaped_only_in_html() -> None:
    context = {"name": "<Ann & Co>", "number": "TT-000123"}
    made = render(
        subject="{{ number }} for {{ name }}", text="Hi {{ name }}", html="<p>{{ name }}</p>", context=context
    )
    assert made.subject == "TT-000123 for <Ann & Co>"
    assert made.text == "Hi <Ann & Co>"
    assert made.html == "<p>&lt;Ann &amp; Co&gt;</p>"


def test_a_subject_is_one_line_whatever_a_value_holds() -> None:
    made = render(subject="Hi {{ name }}", text="", html="", context={"name": "Ann\r\nBcc: all@example.com"})
    assert made.subject == "Hi Ann Bcc: all@example.com"


def test_conditions_comments_and_the_offered_filters_work() -> None:
    source = "{# why #}{% if name and not number %}A{% elif name == 'Bo' %}{{ name|upper }}{% else %}C{% endif %}"
    check(source, NAMES)
    assert filled(source, name="Ann", number="") == "A"
    assert filled(source, name="Bo", number="1") == "BO"
    assert filled("{{ name|default:'friend' }}", name="") == "friend"
    assert filled("{{ name|linebreaksbr }}", name="<a>\nb") == "&lt;a&gt;<br>b"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ nme }}", "nme is not a variable of this message. It may use: name, number"),
        ("{% if nme %}x{% endif %}", "nme is not a variable"),
        ("{% if name %}{% else %}{{ nme }}{% endif %}", "nme is not a variable"),
        ("{% if name or nme == '1' %}x{% endif %}", "nme is not a variable"),
        ("{{ name|default:nme }}", "nme is not a variable"),
        ("{{ name.upper }}", "name.upper is not a variable"),
        ("{{ name.0 }}", "name.0 is not a variable"),
        ("{{ name|safe }}", "Invalid filter: 'safe'"),
        ("{{ name|ljust:999999999 }}", "Invalid filter: 'ljust'"),
        ("{{ name|yesno|escapejs }}", "Invalid filter"),
        ("{% include 'admin/base.html' %}", "Invalid block tag on line 1: 'include'"),
        ("{% extends 'base.html' %}", "Invalid block tag on line 1: 'extends'"),
        ("{% load static %}", "Invalid block tag on line 1: 'load'"),
        ("{% url 'admin:index' %}", "Invalid block tag on line 1: 'url'"),
        ("{% debug %}", "Invalid block tag on line 1: 'debug'"),
        ("{% autoescape off %}{{ name }}{% endautoescape %}", "Invalid block tag on line 1: 'autoescape'"),
        ("{% for x in name %}{% endfor %}", "Invalid block tag on line 1: 'for'"),
        ("{% if name %}", "Unclosed tag on line 1: 'if'"),
        ("{% endif %}", "Invalid block tag on line 1: 'endif'"),
        ("{{ }}", "Empty variable tag on line 1"),
        ("{{ name|}}", "Could not parse the remainder"),
        ("{{ _secret }}", "Variables and attributes may not begin with underscores"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(source: str, words: str) -> None:
    with pytest.raises(TemplateProblem, match=words.replace("(", r"\(").replace("|", r"\|")):
        check(source, NAMES)


def test_values_must_be_text() -> None:
    with pytest.raises(TypeError, match="name must be text, not dict"):
        render(subject="", text="", html="", context={"name": {"a": 1}})  # type: ignore[dict-item]


def test_an_empty_wording_is_no_problem() -> None:
    check("", NAMES)
    check("No variables at all", ())
