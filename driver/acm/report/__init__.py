"""The HTML report: loading (`load`), drawing (`charts`), page (`page`)."""

from acm.report.data import ReportData
from acm.report.page import render

__all__ = ["ReportData", "render"]
