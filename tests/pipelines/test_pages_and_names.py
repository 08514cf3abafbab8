"""What the page says, and what has to have one name in several places."""

import re

from tests.pipelines.expander import Expander
from tests.pipelines.laws import FROM_GROUPS
from tests.pipelines.test_laws_of_the_pipeline import PIPELINE, REASONS
from till.settings import REPOSITORY

PAGE = (REPOSITORY / "docs" / "pipeline.md").read_text(encoding="utf-8")
STEPS = REPOSITORY / "pipelines" / "steps"


def test_the_page_tells_of_every_stage_and_no_other():
    stages = {
        re.sub("_(dev|test|prod)$", "", stage["stage"])
        for reason in REASONS.values()
        for stage in Expander(REPOSITORY, reason).pipeline(PIPELINE)["stages"]
    }
    table = PAGE.partition("## What each stage does")[2].partition("**One artifact.**")[0]
    assert {row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")} - {"stage"} == stages


def test_the_page_names_every_variable_that_a_group_has_to_hold():
    assert {name for name in FROM_GROUPS if f"`{name}`" not in PAGE} == set()


def test_the_page_names_no_file_that_is_not_there():
    named = set(re.findall(r"`((?:pipelines|bench|infra|databricks|docs)/[\w./-]+\.\w+)`", PAGE))
    assert {"pipelines/rollback.yml", "bench/baseline.toml"} <= named
    assert {name for name in named if not (REPOSITORY / name).is_file()} == set()


def test_a_rollback_looks_for_the_tag_that_a_good_run_is_given():
    given = re.findall(r"addbuildtag\](\S+)\$\{ENVIRONMENT:\?\}", (STEPS / "mark-good.sh").read_text(encoding="utf-8"))
    sought = re.findall(
        r"tags: (\S+)\$\{\{ parameters.environment", (STEPS / "artifact.yml").read_text(encoding="utf-8")
    )
    assert given == sought == ["good-"]


def test_the_tests_run_every_step_as_the_file_that_it_is():
    tests = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "tests" / "pipelines").glob("test_*.py"))
    # push-image.sh and deploy-bundle.sh are run by deploy-infra.sh.
    by_another = {"push-image.sh", "deploy-bundle.sh"}
    steps = {file.name for file in STEPS.glob("*.sh")} - by_another
    run = set(re.findall(r'(?:run|run_step)\(\s*"([\w-]+\.sh)"', tests)) | set(re.findall(r'"([\w-]+\.sh)"[,)]', tests))
    assert steps - run == set()
