# 数据源页面、设备与门岗。
said-device-enrolled = 登记设备：{ $device }，对应 { $asset }。
said-device-retired = 停用设备：{ $device }。
act-device-enrolled = 登记设备
act-device-retired = 停用设备
field-device = 设备
field-keep-until-ms = 有效至
field-proof = 证明方式
field-secret-sha256 = 密钥的摘要
value-proof-password = 用密码
value-proof-encryption = 用加密的报文
value-proof-none = 只凭名称
