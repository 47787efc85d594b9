"""An incident as an alert of the Common Alerting Protocol 1.2 (OASIS, 2010). Several stand in one file under a root
of their own, each an alert by itself."""

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from safeconduct.incident.sharing import Released
from safeconduct.incident.summary import Range

from .incident_time import stamp

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
_LEAST_KM: Final = 0.1


def incidents_cap(shown: Sequence[Released], made_ms: int) -> bytes:
    """One alert as its own document; several under `alerts`."""
    ET.register_namespace("", NAMESPACE)
    alerts = [_alert(each, made_ms) for each in shown]
    if len(alerts) == 1:
        return _document(alerts[0])
    root = ET.Element("alerts")
    root.extend(alerts)
    return _document(root)


def _alert(each: Released, made_ms: int) -> ET.Element:
    known = each.summary
    alert = ET.Element(f"{{{NAMESPACE}}}alert")
    _put(alert, "identifier", f"{known.incident.replace('~', '-')}.{made_ms // 1000}")
    _put(alert, "sender", f"{each.reports[0].party}@incidents.invalid")
    _put(alert, "sent", stamp(made_ms))
    _put(alert, "status", "Exercise" if known.event_type == "exercise" else "Actual")
    _put(alert, "msgType", "Alert")
    is_public = known.tlp == "CLEAR"
    _put(alert, "scope", "Public" if is_public else "Restricted")
    if not is_public:
        _put(alert, "restriction", f"TLP:{known.tlp}")
    _put(alert, "code", f"TLP:{known.tlp}")
    info = ET.SubElement(alert, f"{{{NAMESPACE}}}info")
    _put(info, "language", "en")
    for name, value in (("category", "Security"), ("event", known.event_type), ("urgency", "Past")):
        _put(info, name, value)
    _put(info, "severity", "Severe" if (known.fatalities.low or 0) > 0 else "Unknown")
    _put(
        info,
        "certainty",
        "Unknown" if known.fatalities.is_contested else "Likely" if known.reports > 1 else "Possible",
    )
    if known.from_ms is not None:
        _put(info, "onset", stamp(known.from_ms))
    _put(info, "senderName", "; ".join(dict.fromkeys(told.account.source.name for told in each.reports))[:120])
    _put(info, "headline", known.title[:160])
    _put(info, "description", each.reports[0].account.text or known.title)
    for name, found in (("fatalities", known.fatalities), ("injured", known.injured)):
        parameter = ET.SubElement(info, f"{{{NAMESPACE}}}parameter")
        _put(parameter, "valueName", name)
        _put(parameter, "value", _ranged(found))
    place = known.place
    if place is not None:
        area = ET.SubElement(info, f"{{{NAMESPACE}}}area")
        _put(area, "areaDesc", place.name)
        if place.at is not None:
            radius_km = max(place.within_m / 1_000, _LEAST_KM)
            _put(area, "circle", f"{place.at.lat_e7 / 1e7:.5f},{place.at.lon_e7 / 1e7:.5f} {radius_km:.1f}")
    return alert


def _ranged(found: Range) -> str:
    if found.low is None:
        return "unknown"
    return f"{found.low}-{found.high}" if found.high is not None else f"{found.low}+"


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = _printable(text)


def _printable(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(each for each in text if each >= " " or each in "\n\t")


def _document(root: ET.Element) -> bytes:
    return b"<?xml version='1.0' encoding='UTF-8'?>\n" + ET.tostring(root, encoding="unicode").encode()
