"""Contracts as other tools write them, held to files as far as rows can be, and named where they cannot."""

import json
from pathlib import Path

import pytest
from open_data_contract_standard.model import OpenDataContractStandard
from typer.testing import CliRunner

from jobs.contracts.errors import ConfigurationInvalid
from till.check_source.odcs import held_contract
from till.cli import app

LOYALTY = """\
apiVersion: v3.0.2
kind: DataContract
id: urn:loyalty:1
status: active
version: 2.1.0
schema:
  - name: loyalty_card
    physicalType: table
    properties:
      - {name: card_no, physicalType: varchar(12), logicalType: string, required: true, primaryKey: true, unique: true,
         logicalTypeOptions: {pattern: '[A-Z]{2}[0-9]+', minLength: 4}}
      - {name: is_active, physicalType: BOOLEAN, logicalType: boolean}
      - {name: balance, physicalType: 'NUMERIC(10, 2)', logicalType: number,
         logicalTypeOptions: {minimum: 0, maximum: 5000, multipleOf: 0.01}}
      - {name: weight, physicalType: double precision, logicalType: number}
      - {name: points, physicalType: integer, logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 0}}
      - {name: joined_on, physicalType: date, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd}}
      - {name: last_seen, physicalType: timestamp(6) with time zone, logicalType: timestamp}
      - {name: mail, logicalType: string, logicalTypeOptions: {pattern: '(?=x)y'},
         quality: [{type: library, rule: nullCount, mustBeLessThan: 3}]}
    quality:
      - {type: sql, name: one card a person, query: select 1, mustBe: 1}
  - name: card_owner
    properties: [{name: id, logicalType: integer, required: true}]
"""
ROWS = """\
card_no,is_active,balance,weight,points,joined_on,last_seen,mail
AB12,TRUE,10.50,1.25,5,2026-01-31,2026-02-01 10:00:00,a@b
AB12345678901,maybe,5000.01,1e3,2147483648,2026-02-30,2026-02-01,a@b
A1,n,,,,,,
,y,1.25,,,,,
"""


def run(tmp_path: Path, rows: str, *more: str, contract: str = LOYALTY) -> tuple[int, dict, str]:
    (tmp_path / "c.yaml").write_text(contract)
    (tmp_path / "cards.csv").write_text(rows)
    arguments = ["check-source", str(tmp_path / "cards.csv"), "--contract", str(tmp_path / "c.yaml"), "--json", *more]
    outcome = CliRunner().invoke(app, arguments)
    return outcome.exit_code, json.loads(outcome.stdout), outcome.stderr


def test_a_contract_of_another_tool_is_held_to_each_value(tmp_path: Path) -> None:
    OpenDataContractStandard.from_string(LOYALTY)
    code, found, _ = run(tmp_path, ROWS)
    assert (code, found["rows_in"], found["loaded"], found["quarantined"]) == (0, 4, 1, 3)
    assert sorted((each["row"], each["column"], each["code"]) for each in found["violations"]) == [
        (2, "balance", "out-of-range"),
        (2, "card_no", "wrong-length"),
        (2, "is_active", "pattern-mismatch"),
        (2, "joined_on", "not-a-date"),
        (2, "last_seen", "not-a-timestamp"),
        (2, "points", "out-of-range"),
        (2, "weight", "not-a-decimal"),
        (3, "card_no", "pattern-mismatch"),
        (3, "card_no", "wrong-length"),
        (4, "card_no", "required-empty"),
    ]
    assert (found["totals"]["balance"], found["totals"]["weight"]) == ("10.50", "1.2500000000")


def test_every_rule_that_rows_cannot_be_held_to_is_named_once(tmp_path: Path) -> None:
    _, _, said = run(tmp_path, ROWS)
    assert sorted(said.splitlines()) == [
        "not checked: balance: multipleOf 0.01",
        "not checked: card_no: unique",
        "not checked: joined_on: format yyyy-MM-dd",
        "not checked: mail: nullCount",
        "not checked: mail: pattern (?=x)y",
        "not checked: points: exclusiveMinimum 0",
        "not checked: primary key (card_no) is unique",
        "not checked: quality rule one card a person",
        "not checked: the schema object card_owner",
    ]


def test_a_required_column_that_the_file_lacks_refuses_the_file(tmp_path: Path) -> None:
    code, found, _ = run(tmp_path, "is_active\ny\n")
    assert (code, found["refusal"]["code"]) == (3, "missing-mandatory-columns")


def test_another_schema_object_is_chosen_by_the_dataset(tmp_path: Path) -> None:
    _, found, _ = run(tmp_path, "id\n1\n2\n", "--dataset", "card_owner")
    assert (found["loaded"], found["extra_columns"]) == (2, [])


def test_sums_take_empty_values_as_none_and_stay_exact(tmp_path: Path) -> None:
    rows = "card_no,balance\n" + "AB12,0.10\nAB12,\nAB12,0.20\n" * 1000
    _, found, _ = run(tmp_path, rows)
    assert found["totals"]["balance"] == "300.00"


def test_a_mapping_from_anywhere_serves_a_contract_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(
        "source: cards\nformat: csv\ndelimiter: ';'\ndecimal_mark: ','\ntime_zone: Europe/Berlin\n"
        "datasets: {loyalty_card: {columns: {card_no: {from: Karte}, balance: {from: Stand},\n"
        "  is_active: {from: Aktiv, values: {J: 'true', N: 'false'}}}}}\n"
    )
    _, found, _ = run(tmp_path, "Karte;Stand;Aktiv\nAB12;3,50;J\n", "--mapping", str(tmp_path / "other.yaml"))
    assert (found["loaded"], found["totals"]["balance"]) == (1, "3.50")


@pytest.mark.parametrize("text", ["[", "a list", "kind: DataContract\nversion: 1\nschema: []\n"])
def test_what_is_no_contract_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="data contract cannot be read"):
        held_contract(text)


def test_a_type_that_no_row_can_hold_is_named() -> None:
    with pytest.raises(ConfigurationInvalid, match="'tags' has the type 'array'"):
        held_contract("version: 1\nschema: [{name: a, properties: [{name: tags, logicalType: array}]}]\n")
