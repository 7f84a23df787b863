"""Compare speed and accuracy with other tools. Every figure compares things run side by side on this machine."""

from collections.abc import Callable

import typer

from benchmarks.audit_size import bench_audit_size
from benchmarks.convert import bench_convert
from benchmarks.gate import bench_gate
from benchmarks.index_db import bench_index_db
from benchmarks.intervals import bench_intervals
from benchmarks.labels import bench_labels
from benchmarks.models import bench_models
from benchmarks.next_answers import bench_next_answers
from benchmarks.paired import bench_paired
from benchmarks.passes import bench_passes
from benchmarks.promise import bench_promise
from benchmarks.real import bench_real
from benchmarks.report_page import bench_report_page
from benchmarks.review_browser import bench_review_browser
from benchmarks.sample import bench_sample
from benchmarks.scale import bench_scale
from benchmarks.spacing import bench_spacing
from benchmarks.tag import bench_tag
from benchmarks.train import bench_train

BENCHMARKS: dict[str, Callable] = {
    "spacing": bench_spacing,
    "convert": bench_convert,
    "tag": bench_tag,
    "paired": bench_paired,
    "scale": bench_scale,
    "labels": bench_labels,
    "next-answers": bench_next_answers,
    "audit-size": bench_audit_size,
    "train": bench_train,
    "real": bench_real,
    "models": bench_models,
    "promise": bench_promise,
    "sample": bench_sample,
    "passes": bench_passes,
    "report-page": bench_report_page,
    "index-db": bench_index_db,
    "review-browser": bench_review_browser,
    "intervals": bench_intervals,
    "gate": bench_gate,
}
app = typer.Typer(help=__doc__, no_args_is_help=True)
for name, function in BENCHMARKS.items():
    app.command(name)(function)
