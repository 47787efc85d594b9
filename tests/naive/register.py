"""The register by its definition: each report tells of one incident, and a name leads to where its report is."""


class Register:
    """`at`: which incident each report tells of. Slow, and without a short cut."""

    def __init__(self):
        self.at, self.owner = {}, {}

    def imported(self, batch, count):
        """Every report of a batch is an incident of its own."""
        for number in range(1, count + 1):
            self.at[f"{batch}~{number}"] = f"{batch}~{number}"

    def leads(self, name):
        """The incident that the name leads to; None where nobody reported it."""
        return self.at.get(name)

    def reports(self, incident):
        """What tells of it."""
        return {name for name, told in self.at.items() if told == incident}

    def reported(self, party, report, incident):
        """A new report, or a newer version, which stays where it is."""
        if report in self.owner:
            return
        told = report if incident is None else self.leads(incident)
        if told is not None:
            self.at[report], self.owner[report] = told, party

    def joined(self, incident, others):
        """All reports of all of them tell of the first."""
        named = [self.leads(name) for name in (incident, *others)]
        if None in named:
            return
        for other in named[1:]:
            if other != named[0]:
                for report in self.reports(other):
                    self.at[report] = named[0]

    def split(self, incident, reports):
        """They tell of another, called after the first of them."""
        told = self.leads(incident)
        if told is None or told in reports or any(self.at.get(report) != told for report in reports):
            return
        for report in reports:
            self.at[report] = reports[0]
