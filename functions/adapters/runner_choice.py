"""The runner that the settings name."""

from urllib.parse import urlsplit

from functions.adapters.container_runner import ContainerRunner
from functions.adapters.databricks_runner import DatabricksRunner
from functions.adapters.livy_runner import LivyRunner
from functions.adapters.local_runner import LocalRunner
from functions.adapters.service import Service
from functions.adapters.spark_submit_runner import SparkSubmitRunner
from functions.adapters.tokens import DATABRICKS, FABRIC, MANAGEMENT, SYNAPSE, tokens_for
from functions.settings import Settings
from functions.transform.runner import Runner


def chosen_runner(settings: Settings) -> Runner:
    """The runner. Raises ConfigurationInvalid where a setting of it cannot be used."""
    url, job = settings.runner_url, settings.runner_job
    match settings.runner:
        case "local":
            return LocalRunner(url, settings.runner_token())
        case "container":
            return ContainerRunner(Service(url, tokens_for(MANAGEMENT)), job)
        case "databricks":
            return DatabricksRunner(Service(url, tokens_for(DATABRICKS)), job)
        case "livy":
            return LivyRunner(
                Service(url, tokens_for(livy_scope(url))), job, settings.runner_lake, settings.runner_conf
            )
        case "spark-submit":
            return SparkSubmitRunner(url, job, settings.runner_lake, settings.runner_folder, settings.runner_conf)


def livy_scope(url: str) -> str:
    """The scope of the tokens that a Livy endpoint takes, by who offers it."""
    return FABRIC if (urlsplit(url).hostname or "").endswith(".fabric.microsoft.com") else SYNAPSE


def tells_of_its_ends(settings: Settings) -> bool:
    """Whether the runner says by a message that a run has ended; the others are looked at."""
    return settings.runner == "local"
