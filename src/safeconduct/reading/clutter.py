"""What on a page is not the article: spam, navigation, other stories, notices. By its words, in three languages."""

import re
from typing import Final, Literal, TypeAlias

from .page import Block

BlockKind: TypeAlias = Literal["spam", "label", "notice", "nav", "byline", "para", "line"]

_URL: Final = re.compile(
    r"(?:https?://|www\.)\S+|\[/?url[^\]]*\]|\b[\w-]+\.(?:com|net|org|info|biz|xyz|top|shop|club|click|site|online"
    r"|ru|cn|vip|bet|win|example|test|invalid)\b(?:/\S*)?",
    re.IGNORECASE,
)
_SPAM: Final = re.compile(
    r"casinos?|viagra|cialis|\bslots?\b|betting|\bbet now|jackpot|\bpoker\b|replica watch|cheap (?:pills|meds|"
    r"flights|"
    r"shoes|bags|replica|\w+ online)|buy (?:now|cheap|followers|\w+ online|here)|payday|instant loans?|"
    r"loans? approv|"
    r"no credit check|crypto (?:signals|profit|bonus)|forex|bitcoin (?:bonus|doubl)|weight loss|lose weight|"
    r"miracle (?:cure|pill)|hot singles|\bescorts?\b service|adult (?:dating|cam)|xxx|work from home|earn "
    r"(?:\$|money|"
    r"cash|up to|daily)|make money|you (?:have )?won\b|claim your|free (?:spins|iphone|gift|trial|bonus|vpn)|"
    r"limited (?:time )?offer|click here|order now|act now|100% (?:free|guaranteed)|seo (?:services|backlinks)|"
    r"backlinks?|whatsapp \+?\d|discount code|promo code|"
    r"赌场|博彩|彩票|百家乐|娱乐城|棋牌|贷款|代开发票|发票|加微信|微信号|减肥|"
    r"兼职|日赚|月入|点击领取|免费领取|免费试用|办证|下注|"
    r"送彩金|开户|注册送|壮阳|优惠券|秒杀|点击进入|"
    r"کیسینو|جوا|لاٹری|انعام جیت|فوری قرض|قرضہ|آن لائن کما|گھر بیٹھے|یہاں کلک|ابھی خرید|وزن کم|مفت حاصل|بونس|رعایت|"
    r"شرط لگا",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:must[ -]reads?|latest(?: news| stories| headlines| updates| from .{2,30})?|related(?: (?:news|stories|"
    r"articles|"
    r"posts|topics|coverage|content))?|also[ -]read|read (?:also|next|more)|you (?:may|might) (?:also )?(?:like|be "
    r"interested.*)|recommended(?: for you| stories| reading)?|more (?:from|on|news|stories|in|like) ?.{0,40}|more|"
    r"trending(?: now| today)?|most (?:read|popular|viewed|shared|commented)|popular(?: (?:stories|posts|now|"
    r"news))?|top "
    r"(?:stories|news|headlines)|editor'?s'? (?:picks?|choice)|in other news|other (?:news|stories|headlines)|"
    r"breaking news|what to read next|up next|around the web|from the web|sponsored(?: links| content| stories)?|"
    r"promoted(?: content| links)?|partner content|don'?t miss|today'?s (?:headlines|top stories|picks)|"
    r"recent (?:posts|news|stories|comments)|news in brief|see also|live updates|previous (?:post|story)|next "
    r"(?:post|"
    r"story)|headlines|weather|comments?(?: \(\d+\))?|\d+ comments?|leave a (?:comment|reply)|cartoons?|"
    r"quick links|"
    r"推荐阅读|相关(?:阅读|新闻|报道|文章|链接|推荐)|延伸阅读|最新(?:新闻|消息|资讯|文章|"
    r"报道)?|热门(?:新闻|文章|推荐|话题|点击|排行)?|猜你喜欢|"
    r"精彩推荐|今日(?:头条|热点|推荐)|更多(?:新闻|阅读|精彩|内容|>+)?|必读|"
    r"必看|编辑推荐|点击排行|热点(?:新闻|推荐|排行)?|"
    r"阅读排行|头条|滚动新闻|网友评论|评论(?:区)?(?:\(\d+\))?|友情链接|上一篇|下一篇|大家都在看|还看了|"
    r"مزید (?:پڑھیں|خبریں|پڑھیے|پڑھئے)|یہ بھی پڑھیں|تازہ ترین(?: خبریں)?|تازہ خبریں|متعلقہ (?:خبریں|مضامین|مواد)|"
    r"(?:ضرور|لازمی) پڑھیں|مقبول (?:ترین|خبریں)(?: خبریں)?|سب سے زیادہ پڑھی جانے والی(?: خبریں)?|اہم خبریں|"
    r"دیگر خبریں|آپ کے لیے(?: تجویز کردہ)?|تجویز کردہ|تبصرے|ٹرینڈنگ|ایڈیٹر کا انتخاب)",
    re.IGNORECASE,
)
_EDGE: Final = r"[\s\[\](){}<>|:：»«>›•·*#_=~+\-–—●■▶►▼☆★【】「」『』《》👉🔥📰⬇️👇]*"
_LABEL_ALONE: Final = re.compile(rf"{_EDGE}(?:{_LABEL.pattern}){_EDGE}(?:\.\.\.|…)?{_EDGE}", re.IGNORECASE)
_LABEL_BEFORE: Final = re.compile(
    rf"{_EDGE}(?:must[ -]read|also[ -]read|read (?:also|more|next)|related(?: story| stories| news)?|see also|"
    rf"more on this|in other news|don'?t miss|watch|recommended|trending|sponsored|advertisement|you may also like|"
    rf"推荐阅读|相关阅读|相关新闻|延伸阅读|更多阅读|更多新闻|点击阅读|热门|必读|广告|"
    rf"مزید پڑھیں|یہ بھی پڑھیں|متعلقہ خبر(?:یں)?|ضرور پڑھیں|اشتہار){_EDGE}[:：|»>›\-–—]{_EDGE}\S.*",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    rf"{_EDGE}(?:advertise?ments?|ad|ads by \w+|sponsored|share (?:this|on|via|article|story|now)\b.*|share|tweet|"
    r"(?:share|tweet|email|print|facebook|twitter|whatsapp|telegram|linkedin|pinterest|copy link|save|like|"
    r"x|[\s|·•,/])+|"
    r"follow (?:us|our|@).*|join (?:us|our) .*|subscribe.*|sign (?:up|in)\b.*|log ?in\b.*|register.*|"
    r"get (?:the|our) (?:latest|free|daily|app|newsletter).*|download (?:the|our) .*|install our .*|"
    r"(?:copyright|©|\(c\)).*|.{0,60}all rights reserved.*|tags?\s*[:：].*|filed under.*|topics?\s*[:：].*|"
    r"categor(?:y|ies)\s*[:：].*|"
    r"keywords?\s*[:：].*|views?\s*[:：]?\s*[\d,]+|[\d,]+ views?|comments? are closed.*|be the first to .*|"
    r"(?:photo|image|picture|file photo|representational image|pic|caption|credit)s?\s*(?:[:：/]|by|courtesy|"
    r"credit).*|"
    r"(?:we use|this (?:site|website) uses) cookies.*|accept (?:all )?(?:cookies)?|privacy policy.*|terms "
    r"(?:of|and) .*|"
    r"about us.*|contact us.*|skip to .*|back to (?:top|home).*|home|menu|search|loading.*|click (?:here|to) .*|"
    r"(?:source|via)\s*[:：].{0,60}|print this.*|listen to .{0,40}|reading time.*|\d+ min(?:ute)?s? read.*|"
    r"\(?(?:with (?:additional |inputs? )?(?:reporting|from)|reporting by|writing by|editing by|additional "
    r"reporting).*|"
    r"(?:urgent\W*)?(?:fwd|fw|forwarded) (?:from|by) .{0,60}|forwarded(?: (?:as received|many times|message))?|"
    r"fwd:?|(?:please |pls )?(?:share|forward) (?:with|to|"
    r"this|it) .*|"
    r"support (?:our|independent|local) .*|donate.*|become a member.*|our app .*|"
    r"(?:the )?(?:views|opinions) expressed.*|this (?:article|story) (?:was|is|has been) .*|"
    r"广告|分享(?:到|至).*|分享|点赞.*|收藏.*|转发.*|关注(?:我们|公众号|"
    r"微信).*|扫(?:一扫|码|描).*|下载(?:客户端|app|APP).*|"
    r"(?:版权所有|版权声明|未经授权).*|.{0,30}版权所有.*|(?:责任)?编辑\s*[:：].*|"
    r"[（(](?:责任)?编辑\s*[:：].*|责编.*|标签\s*[:：].*|关键词\s*[:：].*|"
    r"(?:图|资料图|图片来源|图源|图片)\s*[:：/].*|举报.*|打印.*|返回(?:首页|"
    r"顶部).*|联系我们.*|关于我们.*|免责声明.*|登录.*|注册.*|"
    r"阅读(?:量|数)?\s*[:：]?\s*\d+.*|本文(?:来源|来自|转载).*|声明\s*[:：].*|字号.*|订阅.*|"
    r"اشتہار(?:ات)?|شیئر کریں.*|شئیر کریں.*|ہمیں فالو.*|فالو کریں.*|سبسکرائب.*|(?:جملہ|تمام) حقوق.*|"
    r"ٹیگز?\s*[:：].*|"
    r"(?:تصویر|فوٹو|فائل فوٹو)\s*(?:[:：/]|بشکریہ).*|ہم سے رابطہ.*|ہمارے بارے.*|ہوم|سرورق|پرنٹ کریں.*|"
    rf"واٹس ایپ چینل.*|ہماری ایپ.*|لاگ ان.*|آگے بھیجیں.*|کاپی رائٹ.*){_EDGE}",
    re.IGNORECASE,
)
_SOURCE_LINE: Final = re.compile(
    r"(?:by|from|text|report|author|writer)\s*[:：]?\s+[A-Z][\w.'’-]*(?: .{0,60})?|(?:staff|our|web|news|"
    r"special|local|"
    r"district|city|crime|agency|own) ?(?:staff )?(?:report(?:er|ers)?|correspondents?|desk|writer|team|"
    r"bureau)\b.{0,60}|"
    r"(?:published|posted|updated|last updated|modified|date|first published|issued|printed|online)\b\s*(?:on|"
    r"at|:|：|-)?.{0,60}\d.{0,40}|"
    r"published in .{0,80}|\(?(?:agencies|news desk|web desk|staff report|press release)\)?|"
    r"(?:来源|作者|记者|发布(?:时间|日期|于)|发表(?:时间|于)|时间|日期|更新(?:时间|于)?|"
    r"文|通讯员|本报讯|撰文)\s*[:：/|｜ ].{0,60}|(?:本报|本台|"
    r"特约)?记者.{0,16}|"
    r"(?:از|رپورٹ|نامہ نگار|نمائندہ|ویب ڈیسک|نیوز ڈیسک|اسٹاف رپورٹر|تاریخ اشاعت|شائع|اشاعت|آخری اپ ڈیٹ|اپ ڈیٹ|"
    r"تحریر|تاریخ|"
    r"ماخذ|ذرائع)\b\s*(?:[:：]|شدہ|کردہ|ہوا|ہوئی|-|–)?.{0,60}",
    re.IGNORECASE,
)
_DATE_WORDS: Final = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|mon|tues?|wednes|thurs?|fri|satur|sun|mon)(?:day)?\b|جنوری|فروری|مارچ|اپریل|مئی|"
    r"جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر|پیر|منگل|بدھ|"
    r"جمعرات|جمعہ|ہفتہ|اتوار|[年月日]|星期.|周[一二三四五六日]|"
    r"\b[ap]\.?m\b|\b(?:gmt|utc|ist|eat|pkt|wat|est|cet|hrs|at|on|st|nd|rd|th|of)\b|بجے|صبح|شام|上午|下午",
    re.IGNORECASE,
)
_SEPARATED: Final = re.compile(r"\s[|»›>·•/]\s|\s{3,}|[|｜]|\t")
_STOP: Final = re.compile(r"[.!?。！？۔؟…][”\"’'»）)\]*_]*$")


def kind_of(block: Block) -> BlockKind:
    """What this block is by itself: a paragraph, a line (title, subtitle, item of a list), or clutter."""
    text = block.text
    hits = {match.group().lower() for match in _SPAM.finditer(text)}
    urls = _URL.findall(text)
    bare = _URL.sub(" ", text)
    size = _size(bare)
    if (urls and (size < 60 or hits)) or len(hits) >= 2 or (hits and size < 70 and not _STOP.search(text)):
        return "spam"
    if _LABEL_ALONE.fullmatch(text):
        return "label"
    if (_NOTICE.fullmatch(text) and size < 400) or (_LABEL_BEFORE.fullmatch(text) and size < 260):
        return "notice"
    if block.is_around:
        return "notice"
    if block.link_chars * 10 >= 8 * len(text) and block.tag != "h1":
        return "nav"
    if is_date_line(text) or (size < 140 and _SOURCE_LINE.fullmatch(text.strip("()（）[]* "))):
        return "byline"
    parts = [part for part in _SEPARATED.split(text) if part.strip()]
    if (len(parts) >= 3 and size / len(parts) < 30) or (len(parts) == 2 and size < 24):
        return "nav"
    is_list = len(re.findall(r"[,，、]", text)) >= 4
    if (_STOP.search(text) and size >= 25) or size >= 180 or (size >= 130 and is_list):
        return "para"
    return "line"


def is_date_line(text: str) -> bool:
    """Whether a line is nothing but a date or a time."""
    left = re.sub(r"[\W\d_]+", "", _DATE_WORDS.sub(" ", text))
    return bool(re.search(r"[\d۰-۹]", text)) and len(left) <= 3


def _size(text: str) -> int:
    """Its length as if in Latin script: a Chinese character says as much as three letters."""
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return len(" ".join(text.split())) + 2 * han
