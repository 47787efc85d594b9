# The page Settings.
page-settings = Settings
settings-what = Who may act here, whom this node speaks to, and what it keeps for how long.
settings-officers = Officers
settings-doubted = Acts that claim a time after this are doubted:
settings-enrol = A new officer brings a public key:
settings-peers = Other nodes
settings-pinned = TLS, certificate pinned
settings-sealed = TLS
settings-open = not sealed: use it on one machine or behind a tunnel only
settings-removed = removed
settings-never = never heard
settings-alone = No other party is known yet. Invite one:
settings-node = This node
settings-log = Log
settings-listens = Listens at
settings-roads = Roads imported
settings-retention = Observations are kept
settings-days = { $n ->
    [one] one day
   *[other] { $n } days
}
settings-by-hour = by the hour for analysis, too
settings-witnesses = Outside witnesses
settings-quorum = { $k } of { $n } must cosign
settings-mirrors = Mirrors
settings-none = none
settings-how = These are set at the node itself, in the file
