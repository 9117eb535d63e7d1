"""The report as one HTML file: template, style and charts in it, nothing loaded from elsewhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from acm.report import verdict, wording
from acm.report.data import ReportData
from acm.report.views import machine_views


def render(data: ReportData) -> str:
    """The whole page; every name and message in it is escaped by the template."""
    environment = Environment(
        loader=PackageLoader("acm.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["wording"] = wording
    environment.globals["style"] = Markup(_source(environment, "report.css"))
    return environment.get_template("report.html").render(
        data=data, views=machine_views(data), headline=verdict.headline(data.machines)
    )


def _source(environment: Environment, name: str) -> str:
    """A template file as it stands: the project's own style sheet, not markup to escape."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
