# The Feeds page, devices and the gate.
said-device-enrolled = Device enrolled: { $device }, for { $asset }.
said-device-retired = Device retired: { $device }.
act-device-enrolled = Enrol a device
act-device-retired = Retire a device
field-device = Device
field-keep-until-ms = Until
field-proof = How it proves itself
field-secret-sha256 = Digest of its secret
value-proof-password = with its password
value-proof-encryption = by encrypting what it sends
value-proof-none = by its name only
