// The vocabulary of clauses: events with their typed arguments, states, kinds of thing, and their names in three languages.
// Part of the meaning of every rule, so it is the same in each implementation; a test compares the two.

export type Lang = "en" | "zh" | "ur";
export const LANGS: readonly Lang[] = ["en", "zh", "ur"];

/** As a noun, as a noun with a place, as a predicate, as what was recorded. */
export interface Wording {
  noun: string;
  at: string;
  does: string;
  did: string;
}

/** `madeBy`: who can make the record that shows it. */
export interface EventWord {
  name: string;
  kinds: readonly string[];
  madeBy: "officer" | "watch" | "crew" | "traveller";
  en: Wording;
  zh: Wording;
  ur: Wording;
}

/** A state that starts with one event and stops with others of the same thing. */
export interface StateWord {
  kind: string;
  starts: string;
  stops: readonly string[];
  en: string;
  zh: string;
  ur: string;
}

type Short = readonly [noun: string, does: string, did: string, at?: string];

const w = ([noun, does, did, at]: Short): Wording => ({ noun, does, did, at: at ?? noun });
function word(name: string, kinds: string, madeBy: EventWord["madeBy"], en: Short, zh: Short, ur: Short): EventWord {
  return { name, kinds: kinds.split(" "), madeBy, en: w(en), zh: w(zh), ur: w(ur) };
}

const WORDS: readonly EventWord[] = [
  word("entered", "asset zone", "watch",
    ["entry", "enters", "entered {place}", "entry into {place}"],
    ["进入", "进入", "进入{place}", "进入{place}"],
    ["دخول", "داخل ہوگی", "{place} میں داخل ہوئی", "{place} میں دخول"]),
  word("left", "asset zone", "watch",
    ["exit", "leaves", "left {place}", "exit from {place}"],
    ["离开", "离开", "离开{place}", "离开{place}"],
    ["اخراج", "نکلے گی", "{place} سے نکلی", "{place} سے اخراج"]),
  word("checked", "asset zone", "officer",
    ["check", "is checked", "was checked in {place}", "check in {place}"],
    ["检查", "接受检查", "在{place}接受检查", "在{place}的检查"],
    ["جانچ", "جانچی جائے گی", "{place} میں جانچی گئی", "{place} میں جانچ"]),
  word("searched", "asset zone", "officer",
    ["search", "is searched", "was searched in {place}", "search in {place}"],
    ["搜查", "接受搜查", "在{place}接受搜查", "在{place}的搜查"],
    ["تلاشی", "کی تلاشی ہوگی", "کی {place} میں تلاشی لی گئی", "{place} میں تلاشی"]),
  word("appointed", "movement time_ms", "officer",
    ["appointment", "is appointed", "was given the agreed time {time}"],
    ["约定", "约定时间", "约定的时间为{time}"],
    ["وقت کی تعیین", "کا وقت طے ہوگا", "کا وقت {time} طے کیا گیا"]),
  word("started", "movement", "officer",
    ["start", "starts", "was started"],
    ["启动", "启动", "启动"],
    ["آغاز", "شروع ہوگا", "شروع ہوا"]),
  word("departed", "movement", "crew",
    ["departure", "departs", "departed"],
    ["出发", "出发", "出发"],
    ["روانگی", "روانہ ہوگا", "روانہ ہوا"]),
  word("checked_in", "movement", "crew",
    ["check-in", "checks in", "checked in"],
    ["报到", "报到", "报到"],
    ["چیک اِن", "چیک اِن کرے گا", "نے چیک اِن کیا"]),
  word("arrived", "movement", "crew",
    ["arrival", "arrives", "arrived"],
    ["到达", "到达", "到达"],
    ["آمد", "پہنچے گا", "پہنچا"]),
  word("stopped", "movement", "officer",
    ["stop", "is stopped", "was stopped"],
    ["叫停", "被叫停", "被叫停"],
    ["روک", "روکا جائے گا", "روکا گیا"]),
  word("approved", "movement party", "officer",
    ["approval", "is approved", "was approved"],
    ["批准", "获得批准", "获得批准"],
    ["منظوری", "منظور ہوگا", "منظور ہوا"]),
  word("refused", "movement party", "officer",
    ["refusal", "is refused", "was refused"],
    ["拒绝", "被拒绝", "被拒绝"],
    ["انکار", "مسترد ہوگا", "مسترد ہوا"]),
  word("revoked", "movement party", "officer",
    ["revocation", "has its approval revoked", "had its approval revoked"],
    ["撤销", "批准被撤销", "批准被撤销"],
    ["منظوری کی واپسی", "کی منظوری واپس ہوگی", "کی منظوری واپس لی گئی"]),
  word("approved_by", "movement officer", "officer",
    ["officer's approval", "is approved by an officer", "was approved by officer {officer}"],
    ["人员批准", "获得人员批准", "获得人员{officer}的批准"],
    ["افسر کی منظوری", "افسر سے منظور ہوگا", "افسر {officer} نے منظور کیا"]),
  word("revoked_by", "movement officer", "officer",
    ["officer's revocation", "loses an officer's approval", "lost the approval of officer {officer}"],
    ["人员撤销", "人员批准被撤销", "人员{officer}的批准被撤销"],
    ["افسر کی واپسی", "افسر کی منظوری واپس ہوگی", "افسر {officer} کی منظوری واپس ہوئی"]),
  word("released", "movement", "officer",
    ["release", "is released", "was released"],
    ["放行", "放行", "放行"],
    ["اجرا", "جاری ہوگا", "جاری ہوا"]),
  word("handed_over", "movement party", "crew",
    ["handover", "is handed over", "was handed over"],
    ["移交", "移交", "移交"],
    ["حوالگی", "حوالے ہوگا", "حوالے کیا گیا"]),
  word("taken_over", "movement party", "crew",
    ["takeover", "is taken over", "was taken over"],
    ["接管", "被接管", "被接管"],
    ["وصولی", "وصول ہوگا", "وصول کیا گیا"]),
  word("located", "movement", "watch",
    ["fix", "is located", "was located"],
    ["定位", "被定位", "被定位"],
    ["مقام کی اطلاع", "کا مقام معلوم ہوگا", "کا مقام معلوم ہوا"]),
  word("alarm_raised", "alarm", "watch",
    ["alarm", "is raised", "was raised"],
    ["警报", "发出", "发出"],
    ["الارم", "بجے گا", "بجا"]),
  word("alarm_acknowledged", "alarm party", "officer",
    ["acknowledgement", "is acknowledged", "was acknowledged"],
    ["警报确认", "得到确认", "得到确认"],
    ["الارم کی توثیق", "کی توثیق ہوگی", "کی توثیق ہوئی"]),
  word("alarm_resolved", "alarm", "officer",
    ["resolution", "is resolved", "was resolved"],
    ["警报解除", "被解除", "被解除"],
    ["الارم کی بندش", "ختم ہوگا", "ختم ہوا"]),
  word("alarm_escalated", "alarm", "officer",
    ["escalation", "is escalated", "was escalated"],
    ["警报升级", "升级", "升级"],
    ["الارم کی بالا اطلاع", "کی بالا اطلاع ہوگی", "کی بالا اطلاع دی گئی"]),
  word("gate_opened", "gate", "officer",
    ["gate opening", "is opened", "was opened"],
    ["开门", "打开", "打开"],
    ["گیٹ کھلنے کی کارروائی", "کھلے گا", "کھولا گیا"]),
  word("gate_closed", "gate", "officer",
    ["gate closing", "is closed", "was closed"],
    ["关门", "关闭", "关闭"],
    ["گیٹ بند ہونے کی کارروائی", "بند ہوگا", "بند کیا گیا"]),
  word("admitted", "asset gate", "officer",
    ["admission", "is admitted", "was admitted at gate {gate}"],
    ["放入", "被放入", "在大门{gate}被放入"],
    ["اندر آنے کی اجازت", "اندر آئے گی", "گیٹ {gate} سے اندر آنے دی گئی"]),
  word("authorised", "gate party", "officer",
    ["authorisation", "is authorised", "was authorised"],
    ["授权", "获得授权", "获得授权"],
    ["اختیار", "مجاز ہوگا", "مجاز کیا گیا"]),
  word("incident_opened", "incident party", "officer",
    ["incident", "is opened", "was opened"],
    ["事件", "立案", "立案"],
    ["واقعے کی ابتدائی اطلاع", "درج ہوگا", "درج ہوا"]),
  word("incident_reported", "incident party", "officer",
    ["report", "is reported", "was reported"],
    ["报告", "报告", "报告"],
    ["رپورٹ", "رپورٹ ہوگا", "رپورٹ ہوا"]),
  word("waived", "subject party", "officer",
    ["waiver", "is waived", "was waived"],
    ["豁免", "获得豁免", "获得豁免"],
    ["استثنا", "مستثنیٰ ہوگا", "مستثنیٰ ہوا"]),
  word("countersigned", "subject party", "officer",
    ["countersignature", "is countersigned", "was countersigned"],
    ["会签", "获得会签", "获得会签"],
    ["تصدیقی دستخط", "پر تصدیقی دستخط ہوں گے", "پر تصدیقی دستخط ہوئے"]),
  word("came_near", "movement asset metres", "watch",
    ["escort in range", "has an escort in range", "had escort {asset} come within {metres}"],
    ["护送车到位", "护送车到位", "有护送车{asset}进入{metres}之内"],
    ["محافظ کی قربت", "کے قریب محافظ ہوگا", "کے {metres} کے اندر محافظ گاڑی {asset} آئی"]),
  word("went_far", "movement asset metres", "watch",
    ["escort out of range", "has an escort out of range", "had escort {asset} go farther than {metres}"],
    ["护送车远离", "护送车远离", "的护送车{asset}远离至{metres}之外"],
    ["محافظ کی دوری", "سے محافظ دور ہوگا", "سے محافظ گاڑی {asset} {metres} سے زیادہ دور ہوئی"]),
  word("approached", "movement asset metres", "watch",
    ["approach", "is approached", "was approached by vehicle {asset} closer than {metres}"],
    ["接近", "被接近", "被车辆{asset}接近至不足{metres}"],
    ["غیر گاڑی کی قربت", "کے قریب گاڑی ہوگی", "کے {metres} سے کم فاصلے پر گاڑی {asset} آئی"]),
  word("receded", "movement asset metres", "watch",
    ["withdrawal", "is left alone", "was left by vehicle {asset} to {metres} or more"],
    ["远离", "被远离", "与车辆{asset}的距离恢复至{metres}或以上"],
    ["غیر گاڑی کی دوری", "سے گاڑی دور ہوگی", "سے گاڑی {asset} {metres} یا زیادہ دور ہوئی"]),
  word("action_taken", "action time_ms", "officer",
    ["undertaking", "is taken on", "was taken on for {time}"],
    ["承担", "被承担", "被承担，约定时间为{time}"],
    ["ذمہ داری کا اندراج", "ذمے لیا جائے گا", "{time} تک کے لیے ذمے لیا گیا"]),
  word("action_done", "action", "officer",
    ["completion", "is done", "was done"],
    ["完成", "完成", "完成"],
    ["تکمیل", "مکمل ہوگا", "مکمل ہوا"]),
  word("badge_seen", "badge site", "officer",
    ["badge sighting", "is seen", "was seen at site {site}"],
    ["证件出现", "出现", "在场所{site}出现"],
    ["بیج کی موجودگی", "دیکھا جائے گا", "سائٹ {site} پر دیکھا گیا"]),
  word("badge_left", "badge site", "officer",
    ["badge exit", "goes out", "went out of site {site}"],
    ["证件离开", "离开", "离开场所{site}"],
    ["بیج کا اخراج", "باہر جائے گا", "سائٹ {site} سے باہر گیا"]),
  word("grant_began", "badge site", "watch",
    ["grant", "is granted presence", "was granted presence at site {site}"],
    ["准许生效", "获准在场", "获准在场所{site}在场"],
    ["اجازت کا آغاز", "کو اجازت ملے گی", "کو سائٹ {site} کے لیے اجازت ملی"]),
  word("grant_lapsed", "badge site", "watch",
    ["grant lapse", "loses its grant", "lost its grant for site {site}"],
    ["准许失效", "失去准许", "失去对场所{site}的准许"],
    ["اجازت کا خاتمہ", "کی اجازت ختم ہوگی", "کی سائٹ {site} کے لیے اجازت ختم ہوئی"]),
  word("requested", "movement", "officer",
    ["request", "is requested", "was requested"],
    ["申请", "被申请", "被申请"],
    ["درخواست", "کی درخواست ہوگی", "کی درخواست کی گئی"]),
  word("diverted", "movement", "crew",
    ["diversion", "is diverted", "was diverted to a haven"],
    ["改道", "改道", "改道至避险点"],
    ["راستے کی تبدیلی", "کا راستہ بدلے گا", "کا راستہ پناہ گاہ کی طرف بدلا گیا"]),
  word("panic", "movement traveller", "traveller",
    ["panic call", "has a panic call", "had a panic call by traveller {traveller}"],
    ["求救", "有求救", "有旅客{traveller}求救"],
    ["مدد کی پکار", "میں مدد کی پکار ہوگی", "میں مسافر {traveller} نے مدد کے لیے پکارا"]),
];

export const EVENTS: ReadonlyMap<string, EventWord> = new Map(WORDS.map((each) => [each.name, each]));

export const STATES: ReadonlyMap<string, StateWord> = new Map(
  Object.entries({
    under_way: { kind: "movement", starts: "started", stops: ["arrived", "stopped"], en: "a movement is under way", zh: "行程进行", ur: "سفر جاری ہو" },
    gate_open: { kind: "gate", starts: "gate_opened", stops: ["gate_closed"], en: "a gate is open", zh: "大门开启", ur: "گیٹ کھلا ہو" },
    alarm_open: { kind: "alarm", starts: "alarm_raised", stops: ["alarm_resolved"], en: "an alarm is unresolved", zh: "警报未解除", ur: "الارم برقرار ہو" },
  }),
);

export const NOUNS: ReadonlyMap<string, Record<Lang, string>> = new Map(
  Object.entries({
    asset: { en: "vehicle", zh: "车辆", ur: "گاڑی" },
    movement: { en: "movement", zh: "行程", ur: "سفر" },
    alarm: { en: "alarm", zh: "警报", ur: "الارم" },
    gate: { en: "gate", zh: "大门", ur: "گیٹ" },
    incident: { en: "incident", zh: "事件", ur: "واقعہ" },
    action: { en: "action", zh: "事项", ur: "کام" },
    badge: { en: "badge", zh: "证件", ur: "بیج" },
  }),
);
