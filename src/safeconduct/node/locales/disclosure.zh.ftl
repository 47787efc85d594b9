### 保密文件：记录语句、页面、读者手机。

said-reader-keyed = 可向{ $reader }开放文件。
said-document-drafted = 文件 { $document } 已起草：{ $title }，共 { $count } 部分。
said-code-sealed = 文件 { $document } 的半份编码已封存。
said-document-released = 文件 { $document } 的 { $part } 部分已向{ $reader }开放：{ $purpose }
said-release-held = 本方已收存向{ $reader }的开放。
said-release-refused = 拒绝向{ $reader }开放：{ $reason }
said-release-opened = { $reader }打开了文件 { $document } 的 { $part } 部分。
said-share-given = 已向{ $reader }交付一份密钥。
said-release-recalled = 已收回向{ $reader }的开放：{ $reason }
said-release-ended-recalled = 已获知：向{ $reader }的开放被收回。
said-release-ended-expired = 已获知：向{ $reader }的开放已到期。
said-recovery-sealed = 文件 { $document } 的 { $part } 部分的应急副本已封存。
said-glass-broken = { $reader }破封文件 { $document } 的 { $part } 部分：{ $reason }
said-glass-opened = 文件 { $document } 的 { $part } 部分的应急副本已由两名持有人打开。
said-reading-logged = 已阅读保密页面：{ $count } 次。
said-inquiry-opened = 调查 { $inquiry } 已开启：{ $reason }
said-code-revealed = 为调查 { $inquiry } 公开了文件 { $document } 的半份编码。
said-inquiry-closed = 调查 { $inquiry } 已结束：{ $finding }
