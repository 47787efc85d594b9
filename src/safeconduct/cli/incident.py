"""Incidents."""

from cyclopts import App

from . import incident_read

app = App(name="incident", help="Read pages into drafts, propose which tell of one event.")
app.command(incident_read.read)
app.command(incident_read.group)
