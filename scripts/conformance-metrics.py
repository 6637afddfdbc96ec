#!/usr/bin/env python3
"""Reads /metrics with Prometheus's own parser and checks what a dashboard relies on.

usage: conformance-metrics.py URL-or-FILE      needs: pip install prometheus-client
"""
import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

NEEDED = {
    "martlet_requests": "counter",
    "martlet_request_seconds": "histogram",
    "martlet_first_token_seconds": "histogram",
    "martlet_inter_token_seconds": "histogram",
    "martlet_tokens": "counter",
    "martlet_upstream_attempts": "counter",
    "martlet_in_flight": "gauge",
    "martlet_build_info": "gauge",
    "process_resident_memory_bytes": "gauge",
    "process_cpu_seconds": "counter",
    "process_open_fds": "gauge",
    "process_start_time_seconds": "gauge",
}


def read(place):
    if not place.startswith("http"):
        with open(place, encoding="utf-8", newline="\n") as file:
            return file.read()
    with urllib.request.urlopen(place, timeout=5) as answer:
        kind = answer.headers["content-type"]
        assert kind.startswith("text/plain") and "version=0.0.4" in kind, kind
        return answer.read().decode("utf-8")


def check_histogram(family):
    series = {}
    for sample in family.samples:
        labels = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
        kinds = series.setdefault(labels, {"buckets": []})
        if sample.name.endswith("_bucket"):
            kinds["buckets"].append((float(sample.labels["le"]), sample.value))
        else:
            kinds[sample.name.rsplit("_", 1)[1]] = sample.value
    for labels, kinds in series.items():
        bounds, counts = zip(*kinds["buckets"])
        assert list(bounds) == sorted(set(bounds)) and bounds[-1] == float("inf"), (family.name, labels, bounds)
        assert list(counts) == sorted(counts) and counts[-1] == kinds["count"], (family.name, labels, counts)
        assert kinds["sum"] >= 0, (family.name, labels)


def main(place):
    families = list(text_string_to_metric_families(read(place)))
    names = [family.name for family in families]
    assert len(names) == len(set(names)), "a family comes twice"
    found = {family.name: family.type for family in families}
    for name, kind in NEEDED.items():
        assert found.get(name) == kind, f"{name} is {found.get(name)}, not {kind}"
    seen = set()
    for family in families:
        assert family.documentation, f"{family.name} has no help"
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in seen, f"{key} comes twice"
            seen.add(key)
        if family.type == "histogram":
            check_histogram(family)
    print(f"{len(families)} families, {len(seen)} samples: as Prometheus wants them")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
