"""The expander of these tests does what Azure DevOps' reference says of templates, and refuses what it refuses."""

import pytest

from tests.pipelines.expander import Expander, TemplateError
from tests.pipelines.expressions import ExpressionError, evaluate

TEMPLATE = """
parameters:
  - {{ name: words, type: object, default: [] }}
  - {{ name: loud, type: boolean, default: "false" }}
  - {{ name: size, type: string, default: small, values: [small, large] }}
{more}
steps:
  - ${{{{ each word in parameters.words }}}}:
      - bash: say ${{{{ word }}}}
        env:
          ${{{{ if parameters.loud }}}}:
            LOUD: "yes"
          ${{{{ elseif eq(parameters.size, 'LARGE') }}}}:
            LOUD: "rather"
          ${{{{ else }}}}:
            LOUD: "no"
  - ${{{{ if and(parameters.loud, ne(variables['Build.Reason'], 'Manual')) }}}}:
      - bash: shout
  - ${{{{ else }}}}:
      - bash: hush
"""


def steps(folder, given="", *, more="", reason="Manual"):
    (folder / "template.yml").write_text(TEMPLATE.format(more=more), encoding="utf-8")
    root = f"steps:\n  - template: template.yml\n    parameters: {{ {given} }}\n"
    (folder / "root.yml").write_text(root, encoding="utf-8")
    return Expander(folder, {"Build.Reason": reason}).pipeline("root.yml")["steps"]


def test_branches_rounds_and_defaults_are_expanded(tmp_path):
    assert steps(tmp_path) == [{"bash": "hush"}]
    assert steps(tmp_path, "words: [a, b], loud: true", reason="Schedule") == [
        {"bash": "say a", "env": {"LOUD": "yes"}},
        {"bash": "say b", "env": {"LOUD": "yes"}},
        {"bash": "shout"},
    ]
    assert steps(tmp_path, "words: [a], size: large")[0] == {"bash": "say a", "env": {"LOUD": "rather"}}
    assert steps(tmp_path, "words: [a]")[0] == {"bash": "say a", "env": {"LOUD": "no"}}


@pytest.mark.parametrize(
    ("given", "more", "told"),
    [
        ("wrods: [a]", "", "takes no such parameter"),
        ("loud: maybe", "", "takes a boolean"),
        ("words: a", "", "takes a object"),
        ("size: [small]", "", "takes a string"),
        ("size: huge", "", "expected one of"),
        ("", "  - { name: needed, type: string }", "is not given needed"),
    ],
)
def test_what_a_template_is_not_given_rightly_is_refused(tmp_path, given, more, told):
    with pytest.raises(TemplateError, match=told):
        steps(tmp_path, given, more=more)


def test_a_template_or_a_parameter_that_is_not_there_is_refused(tmp_path):
    (tmp_path / "root.yml").write_text("steps:\n  - template: gone.yml\n", encoding="utf-8")
    with pytest.raises(TemplateError, match="no such file"):
        Expander(tmp_path, {}).pipeline("root.yml")
    (tmp_path / "root.yml").write_text("steps:\n  - bash: ${{ parameters.gone }}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match="parameters has no gone"):
        Expander(tmp_path, {}).pipeline("root.yml")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("eq('Main', 'main')", True),
        ("eq(parameters.off, false)", True),
        ("in('b', 'a', 'B')", True),
        ("not(or(false, eq(1, 2)))", True),
        ("startsWith(variables['x.y'], 'refs/')", True),
        ("variables.none", ""),
        ("'it''s'", "it's"),
    ],
)
def test_expressions_have_the_values_of_the_reference(expression, value):
    known = {"parameters": {"off": False}, "variables": {"x.y": "refs/heads/main"}}
    assert evaluate(expression, known) == value


@pytest.mark.parametrize("expression", ["equals(1, 1)", "eq(1, 1", "eq(1, 1))", "nobody.knows", "$x", ""])
def test_an_expression_that_cannot_be_read_is_refused(expression):
    with pytest.raises(ExpressionError):
        evaluate(expression, {"parameters": {}})
