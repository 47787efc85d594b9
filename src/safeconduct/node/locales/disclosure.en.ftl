### Secret documents: records as sentences, the page, the reader's phone.

said-reader-keyed = { $reader } can be released documents.
said-document-drafted = Document { $document } drafted: { $title }, parts: { $count }.
said-code-sealed = Half of the code of document { $document } sealed.
said-document-released = { $part } of document { $document } released to { $reader }: { $purpose }
said-release-held = The release to { $reader } is held here.
said-release-refused = The release to { $reader } is refused: { $reason }
said-release-opened = { $reader } opened { $part } of document { $document }.
said-share-given = A share was given to { $reader }.
said-release-recalled = The release to { $reader } is recalled: { $reason }
said-release-ended-recalled = Took notice: the release to { $reader } is recalled.
said-release-ended-expired = Took notice: the release to { $reader } has expired.
said-recovery-sealed = Recovery of { $part } of document { $document } sealed.
said-glass-broken = { $reader } broke the glass of { $part } of document { $document }: { $reason }
said-glass-opened = Recovery of { $part } of document { $document } opened by two holders.
said-reading-logged = Pages with secrets read: { $count }.
said-inquiry-opened = Inquiry { $inquiry } opened: { $reason }
said-code-revealed = Half of the code of document { $document } revealed for inquiry { $inquiry }.
said-inquiry-closed = Inquiry { $inquiry } closed: { $finding }
