"""The messages between host and worker, as the plain classes that the worker library is content with.

The real host speaks gRPC; the worker library only reads and writes these attributes. Names are the protocol's.
"""

import sys
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass
class BindingInfo:
    """What the worker says of one binding."""

    undefined: ClassVar[int] = 0
    out: ClassVar[int] = 1
    inout: ClassVar[int] = 2

    type: str
    data_type: int | None
    direction: int


@dataclass
class RpcFunctionMetadata:
    """What the worker says of one function; `raw_bindings` are the JSON objects of a function.json."""

    name: str
    function_id: str
    managed_dependency_enabled: bool
    directory: str
    script_file: str
    entry_point: str
    is_proxy: bool
    language: str
    bindings: dict[str, BindingInfo]
    raw_bindings: list[str]
    retry_options: Any
    properties: dict[str, str]


@dataclass
class RpcRetryOptions:
    """A retry policy; it does nothing for the triggers of this host."""

    max_retry_count: int
    retry_strategy: str
    delay_interval: Any = None
    minimum_interval: Any = None
    maximum_interval: Any = None


class RpcException:
    """A failure in the worker.

    The worker makes one while it handles the exception, so the exception itself can be kept: its type and place
    can then be logged without its message, which may hold a row's values.
    """

    def __init__(self, message: str, stack_trace: str) -> None:
        self.message, self.stack_trace = message, stack_trace
        self.cause = sys.exception()


@dataclass
class StatusResult:
    """How a request went."""

    Failure: ClassVar[int] = 0
    Success: ClassVar[int] = 1

    status: int
    exception: RpcException | None = None


@dataclass
class WorkerMetadata:
    """What the worker is."""

    runtime_name: str
    runtime_version: str
    worker_version: str
    worker_bitness: str
    custom_properties: dict[str, str]


@dataclass
class WorkerInitResponse:
    """The answer to the first request; indexing the app is part of it."""

    capabilities: dict[str, str]
    worker_metadata: WorkerMetadata
    result: StatusResult


@dataclass
class FunctionMetadataResponse:
    """The functions that were found."""

    use_default_metadata_indexing: bool
    function_metadata_results: list[RpcFunctionMetadata] | None
    result: StatusResult


@dataclass
class FunctionLoadResponse:
    """One function is ready."""

    function_id: str
    result: StatusResult


class TypedData:
    """One value; its kind is the one keyword that it is made with, as in TypedData(json='{}')."""

    def __init__(self, **value: Any) -> None:
        ((self._kind, content),) = value.items()
        setattr(self, self._kind, content)

    def which(self, _group: str) -> str:
        """The kind that is set."""
        return self._kind

    WhichOneof = which


@dataclass
class ModelBindingData:
    """A reference that the worker turns into an SDK client; `content` is JSON."""

    content: bytes
    version: str = "1.0"
    source: str = "AzureStorageBlobs"
    content_type: str = "application/json"


@dataclass
class ParameterBinding:
    """A value for one parameter."""

    name: str
    data: TypedData

    def which(self, _group: str) -> str:
        """Always a value: shared memory is not used."""
        return "data"

    WhichOneof = which


@dataclass
class InvocationResponse:
    """How a call went."""

    invocation_id: str
    result: StatusResult
    return_value: TypedData | None = None
    output_data: list[ParameterBinding] = field(default_factory=list)
