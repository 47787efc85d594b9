"""XML of feeds."""

from xml.etree import ElementTree as ET

from safeconduct.wire import xml
from safeconduct.wire.xml import local

from .message import FeedError

__all__ = ["local", "parse"]


def parse(text: bytes) -> ET.Element:
    """The root element. Raises FeedError: not-xml."""
    try:
        return xml.parse(text)
    except xml.NotXml as error:
        raise FeedError("not-xml", f"the payload: {error}") from error
