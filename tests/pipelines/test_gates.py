"""What stops a build or a night: known weaknesses, and ratios that have become worse."""

import json
from decimal import Decimal

import pytest

from pipelines.bench_gate import baseline
from tests.pipelines.conftest import run_step
from tests.pipelines.recorder import Recorder
from till.settings import REPOSITORY

# As the benchmarks print them, the rest left out.
LANDING = {"speed_against": {"duckdb": 0.97, "polars": 0.97, "pyarrow": 1.72, "pandas + pandera": 6.34}}
MARTS = {"full": {"seconds_against": {"DuckDB, own SQL": 2.22}}}


def gate(folder, landing=(), marts=()):
    figures = {
        "landing": {**LANDING, "quotes_share_of_speed": 0.72, **dict(landing)},
        "marts": {**MARTS, **dict(marts)},
    }
    for name, printed in figures.items():
        (folder / f"{name}.json").write_text(f"a table for people\n{json.dumps(printed)}\n", encoding="utf-8")
    return run_step("bench-gate.sh", folder)


def test_a_night_like_the_last_one_passes(tmp_path):
    done = gate(tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok") == len(list(baseline(REPOSITORY / "bench" / "baseline.toml"))) == 5


@pytest.mark.parametrize(
    ("landing", "marts", "worse"),
    [
        # 0.72 less 20 % is 0.576; 2.22 more 30 % is 2.886.
        ({"quotes_share_of_speed": 0.57}, {}, "landing: quotes_share_of_speed: 0.57, at least 0.58"),
        ({}, {"full": {"seconds_against": {"DuckDB, own SQL": 2.9}}}, "2.9, at most 2.89"),
        ({"speed_against": {"duckdb": 0.97, "polars": 0.97}}, {}, "pandas + pandera: was not measured"),
        ({}, {"full": {}}, "DuckDB, own SQL: was not measured"),
    ],
)
def test_a_ratio_that_is_worse_or_was_not_measured_fails_the_night(tmp_path, landing, marts, worse):
    done = gate(tmp_path, landing, marts)
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("WORSE")]
    assert worse in line


def test_a_ratio_that_is_better_passes_however_much(tmp_path):
    done = gate(tmp_path, {"quotes_share_of_speed": 2}, {"full": {"seconds_against": {"DuckDB, own SQL": 0.5}}})
    assert done.returncode == 0, done.stdout


def test_a_benchmark_that_did_not_run_fails_the_night(tmp_path):
    assert run_step("bench-gate.sh", tmp_path).returncode == 1


def test_the_bound_is_a_share_of_the_last_ratio():
    bounds = {(one.figures, one.at[-1]): one.bound for one in baseline(REPOSITORY / "bench" / "baseline.toml")}
    assert bounds["landing", "duckdb"] == Decimal("0.7275")
    assert bounds["marts", "DuckDB, own SQL"] == Decimal("2.886")


def test_a_baseline_that_does_not_say_what_is_better_is_refused(tmp_path):
    file = tmp_path / "baseline.toml"
    file.write_text('[[ratio]]\nfigures = "x"\nat = ["y"]\nbetter = "more"\nvalue = 1.0\ntolerance = 0.1\n')
    with pytest.raises(ValueError, match="'more'"):
        list(baseline(file))


@pytest.fixture
def audit(tmp_path):
    """The gate with stand-ins for pip-audit and npm, which ask registries: how they are asked, and when it closes."""
    programs = Recorder(tmp_path / "programs")
    programs.stand_in_for("pip-audit", "npm")

    def run(known: str = ""):
        (tmp_path / "known.txt").write_text(known, encoding="utf-8")
        told = {"PIP_AUDIT": programs.folder / "pip-audit", "KNOWN_WEAKNESSES": tmp_path / "known.txt"}
        return run_step("audit.sh", PATH_BEFORE=programs.folder, **told)

    return programs, run


def test_every_lock_is_audited_and_nothing_that_cannot_be_looked_up_passes(audit):
    programs, run = audit
    assert run().returncode == 0
    calls = programs.calls("pip-audit")
    locks = {call[call.index("--requirement") + 1] for call in calls}
    assert {"requirements.lock", "requirements-uv.lock", "pipelines/tools/requirements.lock"} <= locks
    assert all((REPOSITORY / lock).is_file() for lock in locks)
    assert all({"--strict", "--require-hashes", "--disable-pip"} <= set(call) for call in calls)
    assert programs.calls("npm") == [["npm", "audit", "--package-lock-only", "--audit-level=high"]]


@pytest.mark.parametrize("failing", ["pip-audit", "npm audit"])
def test_a_known_weakness_closes_the_gate(audit, failing):
    programs, run = audit
    programs.answer(failing, code=1)
    assert run().returncode == 1


def test_an_answered_weakness_passes_until_its_day(audit):
    programs, run = audit
    assert run("# why\nPYSEC-2026-1 2999-12-31 only on Windows\n").returncode == 0
    assert all(call[-2:] == ["--ignore-vuln", "PYSEC-2026-1"] for call in programs.calls("pip-audit"))
    over = run("PYSEC-2026-1 2020-01-01 only on Windows\n")
    assert (over.returncode, "until 2020-01-01 only" in over.stderr) == (1, True)


@pytest.mark.parametrize("line", ["PYSEC-2026-1", "PYSEC-2026-1 soon because", "PYSEC-2026-1 2999-12-31"])
def test_an_answer_without_a_day_or_a_reason_is_none(audit, line):
    assert audit[1](line + "\n").returncode == 2


def test_what_the_repository_answers_is_well_formed(audit, tmp_path):
    known = (REPOSITORY / "pipelines" / "known-weaknesses.txt").read_text(encoding="utf-8")
    assert audit[1](known).returncode == 0


def test_the_night_runs_each_recipe_and_keeps_each_benchmarks_figures(tmp_path):
    programs = Recorder(tmp_path / "programs")
    programs.stand_in_for("make")
    programs.answer("make --silent bench-landing", '{"bench": "landing"}\n')
    programs.answer("make --silent bench-marts", code=2)
    assert run_step("nightly-tests.sh", "test-slow", "test-laws", PATH_BEFORE=programs.folder).returncode == 0
    assert programs.calls("make") == [["make", "test-slow"], ["make", "test-laws"]]
    figures = tmp_path / "figures"
    assert run_step("nightly-bench.sh", figures, "landing", PATH_BEFORE=programs.folder).returncode == 0
    assert json.loads((figures / "landing.json").read_text()) == {"bench": "landing"}
    assert run_step("nightly-bench.sh", figures, "marts", "latency", PATH_BEFORE=programs.folder).returncode == 2
    assert programs.calls("make --silent bench-latency") == []


@pytest.mark.parametrize(("name", "asked"), [("check.sh", "check"), ("test.sh", "test"), ("prepare.sh", "setup")])
def test_what_a_developer_runs_is_what_the_pipeline_runs(tmp_path, name, asked):
    programs = Recorder(tmp_path / "programs")
    programs.stand_in_for("make")
    assert run_step(name, PATH_BEFORE=programs.folder).returncode == 0
    ((program, recipe, *_),) = programs.calls()
    assert (program, recipe) == ("make", asked)
    programs.answer("make", code=2)
    assert run_step(name, PATH_BEFORE=programs.folder).returncode == 2


def test_the_recipes_that_the_night_asks_for_are_there():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    nightly = (REPOSITORY / "pipelines" / "stages" / "nightly.yml").read_text(encoding="utf-8")
    (tests,) = [line.split()[3:] for line in nightly.splitlines() if "nightly-tests.sh" in line]
    (benches,) = [line.split()[4:] for line in nightly.splitlines() if "nightly-bench.sh" in line]
    (recipe,) = [line for line in makefile.splitlines() if line.startswith("nightly:")]
    whole = recipe.partition("##")[0].split()[1:]
    assert sorted(tests + [f"bench-{name}" for name in benches]) == sorted(whole)
