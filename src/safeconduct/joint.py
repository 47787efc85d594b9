"""Where the domains meet: one state of all logs, and one monitor over what they say."""

