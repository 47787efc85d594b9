"""Incidents: reports joined into what happened, every number with its source.

incident     the register as the logs tell it: reports, batches, what was joined
summary      many accounts of one incident, as one line that hides no difference
row          a report of a batch, as it stands in the batch's file
sharing      who may read what: labels and limits, which every export asks
rates        how often, with honest uncertainty for small numbers
"""
