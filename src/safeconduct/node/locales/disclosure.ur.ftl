### خفیہ دستاویزات: ریکارڈ جملوں میں، صفحہ، قاری کا فون۔

said-reader-keyed = { $reader } کو دستاویزات جاری کی جا سکتی ہیں۔
said-document-drafted = دستاویز { $document } تیار ہوئی: { $title }، حصے: { $count }۔
said-code-sealed = دستاویز { $document } کے کوڈ کا نصف مہر بند ہوا۔
said-document-released = دستاویز { $document } کا حصہ { $part } { $reader } کو جاری ہوا: { $purpose }
said-release-held = { $reader } کے نام اجرا یہاں محفوظ ہے۔
said-release-refused = { $reader } کے نام اجرا سے انکار: { $reason }
said-release-opened = { $reader } نے دستاویز { $document } کا حصہ { $part } کھولا۔
said-share-given = { $reader } کو کلید کا ایک حصہ دیا گیا۔
said-release-recalled = { $reader } کے نام اجرا واپس لیا گیا: { $reason }
said-release-ended-recalled = معلوم ہوا: { $reader } کے نام اجرا واپس لیا گیا۔
said-release-ended-expired = معلوم ہوا: { $reader } کے نام اجرا کی مدت ختم ہوئی۔
said-recovery-sealed = دستاویز { $document } کے حصے { $part } کی ہنگامی نقل مہر بند ہوئی۔
said-glass-broken = { $reader } نے دستاویز { $document } کے حصے { $part } کی مہر توڑی: { $reason }
said-glass-opened = دستاویز { $document } کے حصے { $part } کی ہنگامی نقل دو امینوں نے کھولی۔
said-reading-logged = خفیہ صفحات پڑھے گئے: { $count }۔
said-inquiry-opened = تفتیش { $inquiry } شروع ہوئی: { $reason }
said-code-revealed = تفتیش { $inquiry } کے لیے دستاویز { $document } کے کوڈ کا نصف ظاہر ہوا۔
said-inquiry-closed = تفتیش { $inquiry } ختم ہوئی: { $finding }
