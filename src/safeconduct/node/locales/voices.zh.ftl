### Confidential reports: records as sentences, the desk's page, the source's page.

said-desk-opened = 保密报告受理处已开设：{ $title }；须{ $n }名保管人中的{ $k }名同意方可打开姓名。
said-desk-joined = { $officer }已加入受理处。
said-desk-closed = 受理处{ $desk }已关闭：{ $reason }
said-voice-heard = 收到保密报告{ $voice }。
said-voice-continued = 报告{ $voice }的来源补充了内容。
said-voice-answered = 已答复报告{ $voice }的来源。
said-voice-barred = { $officer }不再参与报告{ $voice }。
said-identity-asked = 有人请求得知报告{ $voice }的来源是谁：{ $reason }
said-identity-agreed = { $officer }同意打开报告{ $voice }背后的姓名。
said-identity-refused = { $officer }拒绝打开报告{ $voice }背后的姓名。
