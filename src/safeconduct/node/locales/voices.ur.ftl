### Confidential reports: records as sentences, the desk's page, the source's page.

said-desk-opened = خفیہ رپورٹوں کی میز کھلی: { $title }؛ نام کھولنے کے لیے { $n } میں سے { $k } امین درکار ہیں۔
said-desk-joined = { $officer } میز میں شامل ہوئے۔
said-desk-closed = میز { $desk } بند ہوئی: { $reason }
said-voice-heard = خفیہ رپورٹ { $voice } آئی۔
said-voice-continued = رپورٹ { $voice } کے ذریعے نے مزید بتایا۔
said-voice-answered = رپورٹ { $voice } کے ذریعے کو جواب دیا گیا۔
said-voice-barred = رپورٹ { $voice } میں اب { $officer } کا کوئی دخل نہیں۔
said-identity-asked = پوچھا گیا کہ رپورٹ { $voice } کا ذریعہ کون ہے: { $reason }
said-identity-agreed = { $officer } رپورٹ { $voice } کے پیچھے کا نام کھولنے پر متفق ہیں۔
said-identity-refused = { $officer } رپورٹ { $voice } کے پیچھے کا نام کھولنے سے انکار کرتے ہیں۔
