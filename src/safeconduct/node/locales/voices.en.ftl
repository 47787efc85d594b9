### Confidential reports: records as sentences, the desk's page, the source's page.

said-desk-opened = Desk for confidential reports opened: { $title }; { $k } of { $n } keepers open a name.
said-desk-joined = { $officer } has joined the desk.
said-desk-closed = Desk { $desk } closed: { $reason }
said-voice-heard = Confidential report { $voice } came.
said-voice-continued = The source of report { $voice } said more.
said-voice-answered = The source of report { $voice } was answered.
said-voice-barred = { $officer } has no more part in report { $voice }.
said-identity-asked = Who the source of report { $voice } is was asked for: { $reason }
said-identity-agreed = { $officer } agrees that the name behind report { $voice } is opened.
said-identity-refused = { $officer } refuses that the name behind report { $voice } is opened.
