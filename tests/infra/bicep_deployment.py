"""What a template would deploy with given parameters: each resource with its properties worked out.

It stands in for Bicep's compiler, which is not to be had where the tests run: names that are not declared, parameters
that a module does not have or that are missing, outputs that are not there, values that are not allowed, and numbers of
resources that hang on what is known only later are mistakes here as they are there.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.infra.bicep_expressions import Node
from tests.infra.bicep_functions import GROUP
from tests.infra.bicep_syntax import Declaration, File, read
from tests.infra.bicep_values import Resource, Values

_TYPES = {"string": str, "int": int, "bool": bool, "array": list, "object": dict}


@dataclass
class Instance(Values):
    """One file with values for its parameters."""

    file: File
    given: dict[str, Any]
    deployment: "Deployment"
    module: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Work out every symbol and every output."""
        unknown = sorted(set(self.given) - {d.name for d in self.file.symbols.values() if d.kind == "param"})
        if unknown:
            raise self.wrong(f"has no parameters {unknown}")
        for name in self.file.symbols:
            self.symbol(name)
        for name in self.file.outputs:
            self.output(name)

    def output(self, name: str) -> Any:
        """The value of an output."""
        if name not in self.file.outputs:
            raise self.wrong(f"has no output {name}")
        declared = self.file.outputs[name]
        return self._typed(declared, self.value(declared.value, {}))

    def symbol(self, name: str) -> Any:
        """The value of a parameter or variable, the resources or the modules of that name."""
        if name in self.under_way:
            raise self.wrong(f"{name} hangs on itself: {self.under_way}")
        if name not in self.values:
            if name not in self.file.symbols:
                raise self.wrong(f"{name} is not declared")
            self.under_way.append(name)
            self.values[name] = self._worked_out(self.file.symbols[name])
            self.under_way.remove(name)
        return self.values[name]

    def _worked_out(self, declared: Declaration) -> Any:
        if declared.kind == "param":
            if declared.name not in self.given and declared.value is None:
                raise self.wrong(f"{declared.name} is not given")
            given = self.given[declared.name] if declared.name in self.given else self.value(declared.value, {})
            return self._allowed(declared, self._typed(declared, given))
        if declared.kind == "var":
            return self.value(declared.value, {})
        return self._each(declared, declared.value, {})

    def _each(self, declared: Declaration, node: Node | None, local: dict[str, Any]) -> Any:
        """A resource or module, a list of them, or None where its condition does not hold."""
        assert node is not None
        if node.kind == "if":
            condition = self.early(self.value(node.parts[0], local), f"the condition of {declared.name}")
            if condition:
                return self._each(declared, node.parts[1], local)
            return self._resource(declared, node.parts[1], local, absent=True) if declared.kind == "resource" else None
        if node.kind == "loop":
            return [self._each(declared, node.parts[3], each) for each in self._rounds(node, local)]
        make = self._resource if declared.kind == "resource" else self._module
        return make(declared, node, local)

    def _resource(self, declared: Declaration, node: Node, local: dict[str, Any], *, absent: bool = False) -> Resource:
        body = self.value(node, local)
        kind, _, version = declared.type.partition("@")
        name = self.early(body.pop("name"), f"the name of {declared.name}")
        parent, scope = body.pop("parent", None), body.pop("scope", None)
        for waited in body.pop("dependsOn", []):
            if not isinstance(waited, Resource | Instance | list | None):
                raise self.wrong(f"{declared.name} waits for what is no resource")
        provider, *types = kind.split("/")
        if parent is not None:
            identity = f"{parent.id}/{types[-1]}/{name}"
        else:
            pairs = zip(types, name.split("/"), strict=True)
            root = scope.id if scope is not None else GROUP
            identity = f"{root}/providers/{provider}/" + "/".join(f"{each}/{of}" for each, of in pairs)
        made = Resource(kind, version, identity, body, declared.existing, self.module, declared.name, absent)
        made.body["name"] = name
        self.deployment.resources.append(made)
        return made

    def _module(self, declared: Declaration, node: Node, local: dict[str, Any]) -> "Instance":
        asked = self.value(node, local)
        name = self.early(asked["name"], f"the name of {declared.name}")
        # Inside a module everything that it was given is known.
        given = {key: _settled(value) for key, value in asked.get("params", {}).items()}
        made = Instance(read((self.file.path.parent / declared.type).resolve()), given, self.deployment, name)
        made.run()
        self.deployment.modules.append(made)
        return made

    def _typed(self, declared: Declaration, value: Any) -> Any:
        if type(value) is not _TYPES[declared.type] and not (declared.type == "string" and isinstance(value, str)):
            raise self.wrong(f"{declared.name} is a {declared.type}, found {value!r}")
        return value

    def _allowed(self, declared: Declaration, value: Any) -> Any:
        said = {name: self.value(each[0], {}) for name, each in declared.decorators.items() if each}
        size = len(value) if isinstance(value, str | list) else value
        low = said.get("minValue", said.get("minLength"))
        high = said.get("maxValue", said.get("maxLength"))
        wrong = "allowed" in said and value not in said["allowed"]
        if wrong or (low is not None and size < low) or (high is not None and size > high):
            raise self.wrong(f"{declared.name} may not be {value!r}")
        return value


@dataclass
class Deployment:
    """All that one parameters file puts up."""

    main: Instance
    resources: list[Resource] = field(default_factory=list)
    modules: list[Instance] = field(default_factory=list)

    @cached_property
    def deployed(self) -> list[Resource]:
        """The resources that are made, not only looked up."""
        return [each for each in self.resources if not (each.existing or each.absent)]

    def of(self, kind: str) -> list[Resource]:
        """The resources of a type that are made."""
        return [each for each in self.deployed if each.type == kind]

    def outputs(self) -> dict[str, Any]:
        """The outputs of the whole."""
        return {name: self.main.output(name) for name in self.main.file.outputs}


def deployment(parameters: Path, **instead: Any) -> Deployment:
    """What a parameters file puts up, with some values in place of its own. Raises NotBicep."""
    file = read(parameters)
    asking = Instance(file, {}, None, parameters.name)  # type: ignore[arg-type]
    given = {name: asking.value(each.value, {}) for name, each in file.symbols.items()}
    main = Instance(read((parameters.parent / file.using).resolve()), {**given, **instead}, None)  # type: ignore[arg-type]
    main.deployment = Deployment(main)
    main.run()
    return main.deployment


def _settled(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {key: _settled(each) for key, each in value.items()}
    return [_settled(each) for each in value] if isinstance(value, list) else value
