"""Compare speed and accuracy with other tools. Every figure compares things run side by side on this machine."""

import typer

from benchmarks.audit_size import bench_audit_size
from benchmarks.convert import bench_convert
from benchmarks.gate import bench_gate
from benchmarks.index_db import bench_index_db
from benchmarks.intervals import bench_intervals
from benchmarks.labels import bench_labels
from benchmarks.models import bench_models
from benchmarks.next_answers import bench_next_answers
from benchmarks.pacing import Benchmark
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

BENCHMARKS = {
    "spacing": Benchmark(bench_spacing, 10),
    "convert": Benchmark(bench_convert, 70),
    "tag": Benchmark(bench_tag, 100),
    "paired": Benchmark(bench_paired, 130, "real pages and another build"),
    "scale": Benchmark(bench_scale, 90),
    "labels": Benchmark(bench_labels, 110),
    "next-answers": Benchmark(bench_next_answers, 90),
    "audit-size": Benchmark(bench_audit_size, 80),
    "train": Benchmark(bench_train, 110, "the sample archive"),
    "real": Benchmark(bench_real, 10, "a model and 28 cables"),
    "models": Benchmark(bench_models, 40, "28 cables and a CRF"),
    "promise": Benchmark(bench_promise, 15, "74 cables"),
    "sample": Benchmark(bench_sample, 20, "28 cables"),
    "passes": Benchmark(bench_passes, 10, "a model and 28 cables"),
    "report-page": Benchmark(bench_report_page, 10),
    "index-db": Benchmark(bench_index_db, 40, "the sample archive"),
    "review-browser": Benchmark(bench_review_browser, 40),
    "intervals": Benchmark(bench_intervals, 20),
    "gate": Benchmark(bench_gate, 50),
}
app = typer.Typer(help=__doc__, no_args_is_help=True)
for name, benchmark in BENCHMARKS.items():
    app.command(name)(benchmark.announced(name))
