"""An MQTT broker on loopback: mosquitto where it is installed, otherwise amqtt from the same Python."""

import shutil
import subprocess
import sys
from pathlib import Path

from safeconduct.errors import Unavailable

from .port import wait_for_port

_MOSQUITTO = "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
_AMQTT = """\
listeners:
  default:
    type: tcp
    bind: 127.0.0.1:{port}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
"""


def start_broker(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """A running broker; the caller terminates it. Raises Unavailable."""
    mosquitto = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    config = folder / "broker.conf"
    config.write_text((_MOSQUITTO if mosquitto else _AMQTT).format(port=port), encoding="ascii")
    amqtt = str(Path(sys.executable).with_name("amqtt"))
    command = [mosquitto, "-c", str(config)] if mosquitto else [amqtt, "-c", str(config)]
    with (folder / "broker.log").open("ab") as log:
        try:
            broker = subprocess.Popen(command, stdout=log, stderr=log)
        except OSError as error:
            raise Unavailable(
                f"no MQTT broker: {error}", "install mosquitto, or: pip install 'safeconduct[demo]'"
            ) from error
    wait_for_port(port, broker, folder / "broker.log")
    return broker
