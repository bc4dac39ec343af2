"""Training a Rasa model whole, in Rasa's own graph, without the cache that Rasa fills for the next training.

`rasa.model_training.train` fingerprints and stores the output of every component, which took a third of a training
here and is never read, since a release is trained from a snapshot and whole. `rasa train` in the project's folder goes
Rasa's own way and gives the same model; tests/integration/test_training_a_model.py compares the two.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from emma.errors import KnowledgeError

if TYPE_CHECKING:
    from rasa.engine.graph import GraphModelConfiguration
    from rasa.shared.importers.importer import TrainingDataImporter


def train_model(folder: Path, output: Path, name: str) -> Path:
    """Train from config.yml, domain.yml and data/ in `folder`. Gives the archive `output/name.tar.gz`.

    Raises KnowledgeError where there is nothing to train from or Rasa refuses the configuration.
    """
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.shared.exceptions import RasaException
    from rasa.shared.importers.importer import TrainingDataImporter

    try:
        importer = TrainingDataImporter.load_from_config(
            str(folder / "config.yml"), str(folder / "domain.yml"), [str(folder / "data")]
        )
        if importer.get_stories().is_empty() or importer.get_nlu_data().contains_no_pure_nlu_data():
            raise KnowledgeError("There are no rules or no examples to train from.")
        file = output / f"{name}.tar.gz"
        _run(_configuration(importer), importer, file)
    except RasaException as error:
        raise KnowledgeError(f"Rasa refused the data: {error}") from error
    return file


def _configuration(importer: TrainingDataImporter) -> GraphModelConfiguration:
    from rasa.engine.recipes.recipe import Recipe
    from rasa.engine.validation import validate
    from rasa.shared.data import TrainingType

    config: dict[str, Any] = importer.get_config()
    recipe = Recipe.recipe_for_name(config.get("recipe"))
    found = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
    validate(found)
    return found


def _run(configuration: GraphModelConfiguration, importer: TrainingDataImporter, file: Path) -> None:
    from rasa.engine.constants import PLACEHOLDER_IMPORTER
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.training.hooks import LoggingHook

    schema = configuration.train_schema
    domain = copy.deepcopy(importer.get_domain())
    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        storage = LocalModelStorage(Path(folder))
        runner = DaskGraphRunner.create(
            graph_schema=schema,
            model_storage=storage,
            execution_context=ExecutionContext(graph_schema=schema),
            hooks=[LoggingHook(pruned_schema=schema)],
        )
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        storage.create_model_package(file, configuration, domain)
