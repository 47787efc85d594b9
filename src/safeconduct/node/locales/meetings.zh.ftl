### Meetings, dispatches and statements; the sheet on which they and stands on clauses are signed.

## The signing sheet
sheet-title = 签署
sheet-why = 本页由本方节点提供，不含任何脚本：所示即您的密钥已签名的原始字节。在此确认之前，一切均不生效。
sheet-read = 我已阅读，并予签署
sheet-refused = 未签署：
sheet-back = 返回
minutes-line = 第{ $n }行
minutes-reserved = 对第{ $n }行的保留
minutes-action = { $owner }的行动，期限{ $due }：{ $text }
minutes-decision = 决定：{ $text }
minutes-decision-on = 关于条款{ $clause }的决定：{ $text }
statement-line = 第{ $n }行
statement-how = 发布方式
statement-together = 共同发布
statement-alone = 单独发布
dispatch-asked-by = 申请方
dispatch-asked = 申请：{ $what }
field-why = 事由
field-people = 人员
field-site = 厂区
field-from-ms = 起（UTC）
field-to-ms = 止（UTC）
field-command = 指挥方
field-equipment = 装备
field-mandate = 授权条款
field-consent = 答复
field-count = 人数
field-conditions = 条件
field-meeting = 会议
field-takes = 签署即承担
field-statement = 声明
value-consent-granted = 同意
value-consent-refused = 拒绝
