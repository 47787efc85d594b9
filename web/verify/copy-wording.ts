// The lines of a copy in each language: `{field}` is a fact, `[one|other]` a mark. A test compares them with the first
// implementation's.

export type LineName =
  | "title" | "call_sign" | "people" | "check_in" | "vehicle" | "escort" | "contact" | "leg" | "to" | "depart" | "arrive"
  | "road" | "reporting" | "haven";

export interface Wording {
  lines: Readonly<Record<LineName, string>>;
  head: readonly (readonly [string, string])[];
  leg: readonly (readonly [string, string])[];
}

export const WORDINGS: Readonly<Record<string, Wording>> = {
  en: {
    lines: {
      title: "[Movement order|Travel instruction] {movement}",
      call_sign: "[Your call sign is|Use this call sign:] {call_sign}",
      people: "[On board|The vehicles carry]: {people} [travellers|passengers]",
      check_in: "[Check in|Report] [at least every|no less than each] {check_in_min} min [under way|on the road]",
      vehicle: "[Vehicle|Car]: {name}",
      escort: "[Escort|Accompanied by]: {name}",
      contact: "[Contact|To call]: {name}",
      leg: "[Leg|Stage] {leg}: [from|leaving] {start}",
      to: "[Destination|Heading for]: {to}",
      depart: "[Departure|Setting off] [is at|will be at] {depart_ms}",
      arrive: "[Arrival time|End of the leg] [expected|foreseen]: {arrive_ms}",
      road: "[Take|Follow] {name} [and go on|then continue]",
      reporting: "[Checkpoint|Reporting point] {place}, [due|planned] {due_ms}, [say when there|report in passing]",
      haven: "[Haven|Safe place] [on the way|along this stretch]: {name}",
    },
    head: [
      ["Keep the doors locked during halts.", "Windows stay closed when standing."],
      ["Wear seat belts all the time.", "Everybody stays strapped in."],
      ["Carry drinking water for all.", "There must be enough bottles to drink."],
      ["Do not leave these sheets in a vehicle.", "Have this paper with you, always."],
      ["Speak of the journey with nobody else.", "Outsiders need not know about it."],
      ["Private phones stay silent.", "Mute your own telephone."],
      ["Fill the tank beforehand.", "Begin with plenty of fuel."],
      ["Know where the first aid kit lies.", "Each car has its medical box in reach."],
      ["Look at the tyres before the start.", "Wheels are inspected beforehand by drivers."],
      ["Ask if anything is unclear.", "Questions are welcome at any time."],
    ],
    leg: [
      ["Keep your place in the convoy.", "Nobody overtakes the one in front."],
      ["Keep radio messages short.", "On air, few words suffice."],
      ["Only the leader decides on halts.", "Stops are ordered by whoever leads."],
      ["Drive with lights on.", "Headlamps stay lit."],
    ],
  },
  ur: {
    lines: {
      title: "[سفر کا حکم|نقل و حرکت کی ہدایت] {movement}",
      call_sign: "[آپ کا کال سائن|ریڈیو پر پکار]: {call_sign}",
      people: "[گاڑیوں میں سوار|کل ہمراہی]: {people} [مسافر|افراد]",
      check_in: "[راستے میں|چلتے ہوئے] [کم از کم ہر|زیادہ سے زیادہ] {check_in_min} منٹ [رابطہ کریں|اطلاع دیں]",
      vehicle: "[گاڑی|سواری]: {name}",
      escort: "[حفاظتی دستہ|محافظ ساتھ]: {name}",
      contact: "[رابطہ|فون کے لیے]: {name}",
      leg: "[مرحلہ|حصہ] {leg}: [آغاز|یہاں سے] {start}",
      to: "[منزل|جانا ہے]: {to}",
      depart: "[روانگی|چلنے] [کا وقت|کی گھڑی]: {depart_ms}",
      arrive: "[متوقع آمد|پہنچنے] [کا وقت|کی گھڑی]: {arrive_ms}",
      road: "[سڑک|راستہ] {name} [پر آگے بڑھیں|سے چلتے رہیں]",
      reporting: "[چوکی|اطلاع کی جگہ] {place}، [مقررہ|طے شدہ] {due_ms}، [پہنچ کر بتائیں|گزرتے ہوئے خبر دیں]",
      haven: "[راستے کی|قریبی] [پناہ گاہ|محفوظ جگہ]: {name}",
    },
    head: [
      ["رکنے پر دروازے مقفل رکھیں۔", "ٹھہرتے وقت شیشے بند ہوں۔"],
      ["حفاظتی پٹی ہر وقت باندھیں۔", "سب لوگ بیلٹ لگائے رہیں۔"],
      ["سب کے لیے پینے کا پانی رکھیں۔", "بوتلیں کافی تعداد میں ہوں۔"],
      ["یہ کاغذ گاڑی میں نہ چھوڑیں۔", "ہدایت نامہ اپنے پاس سنبھالیں۔"],
      ["سفر کی بات کسی اور سے نہ کریں۔", "غیر متعلقہ لوگوں کو بتانا ضروری نہیں۔"],
      ["ذاتی فون خاموش رکھیں۔", "اپنے موبائل کی آواز بند کریں۔"],
      ["پہلے سے ٹنکی بھر لیں۔", "شروع میں ایندھن پورا ہو۔"],
      ["ابتدائی طبی سامان کی جگہ یاد رکھیں۔", "دوائیوں کا ڈبہ ہاتھ کے قریب ہو۔"],
      ["نکلنے سے پہلے ٹائر دیکھ لیں۔", "ڈرائیور پہیوں کا معائنہ کرے۔"],
      ["کچھ سمجھ نہ آئے تو پوچھ لیں۔", "سوال کسی بھی وقت کیے جا سکتے ہیں۔"],
    ],
    leg: [
      ["قافلے میں اپنی جگہ رہیں۔", "کوئی اگلی گاڑی سے آگے نہ نکلے۔"],
      ["ریڈیو پر مختصر بات کریں۔", "وائرلیس میں تھوڑے الفاظ کافی ہیں۔"],
      ["ٹھہرنے کا فیصلہ صرف سربراہ کرے۔", "رکنا ہو تو قائد حکم دے گا۔"],
      ["بتیاں جلا کر چلیں۔", "ہیڈ لائٹ روشن رہے۔"],
    ],
  },
  zh: {
    lines: {
      title: "[行程命令|出行指令] {movement}",
      call_sign: "[本次呼号|使用呼号]：{call_sign}",
      people: "[车上人员|乘车共计]：{people} [位旅客|名乘员]",
      check_in: "[行进途中|车辆行驶时]，[报到间隔|每次联络相隔][不超过|至多] {check_in_min} 分钟",
      vehicle: "[车辆|用车]：{name}",
      escort: "[护卫|随行警护]：{name}",
      contact: "[联系人|可致电]：{name}",
      leg: "[第|路程] {leg} [段|部分]：[起点|始于] {start}",
      to: "[终点|前往]：{to}",
      depart: "[出发|启程][时间|时刻]：{depart_ms}",
      arrive: "[预计到达|计划抵达][时间|时刻]：{arrive_ms}",
      road: "[走|沿] {name} [继续前进|一路前行]",
      reporting: "[检查点|报告地点] {place}，[预定|应于] {due_ms}，[到后通报|抵时告知]",
      haven: "[沿途|路上][避险处|安全点]：{name}",
    },
    head: [
      ["停车时锁好车门。", "驻留期间关紧窗户。"],
      ["全程系好安全带。", "所有人保持束紧座带。"],
      ["为大家备足饮水。", "带够喝的瓶装水。"],
      ["勿将本文件留在车里。", "请随身保管这份纸张。"],
      ["不与外人谈论此行。", "无关者不必知道旅途内容。"],
      ["私人手机调成静音。", "自己的电话请勿出声。"],
      ["行前加满油箱。", "开始以前备好充足燃料。"],
      ["记住急救包放在哪里。", "医疗箱应伸手可及。"],
      ["启动前查看轮胎。", "司机先检视车轮。"],
      ["不明之处请询问。", "有疑问随时提出。"],
    ],
    leg: [
      ["保持车队次序。", "任何人不得超越前车。"],
      ["无线电通话从简。", "电台里少说几句。"],
      ["停留只由领队决定。", "是否停下听带队者指挥。"],
      ["开灯行驶。", "前照大灯保持点亮。"],
    ],
  },
};
