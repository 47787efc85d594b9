// The sentence patterns in three languages: what a clause says for the formula that was signed.
// `{slot}` or `{slot:kind}` stands for what the sentence leaves open. A test compares them with the other implementation.
import { type Lang } from "./words.js";

export const SENTENCES: ReadonlyMap<string, Record<Lang, string>> = new Map(
  Object.entries({
    response: {
      en: "Every {cause:event} is followed by {answer:an_event} within {bound:duration}.",
      zh: "每次{cause}之后，须在{bound}之内有{answer}（恰好{bound}及同一时刻均属合规）。",
      ur: "ہر {cause} کے بعد {bound} کے اندر {answer} لازم ہے (ٹھیک {bound} اور اسی لمحے کا اندراج بھی شمار ہوگا)۔",
    },
    response_later: {
      en: "Every {cause:event} is followed by a later {answer:event} within {bound:duration}.",
      zh: "每次{cause}之后，须在{bound}之内另有更晚的{answer}（恰好{bound}属合规，同一时刻不算）。",
      ur: "ہر {cause} کے بعد {bound} کے اندر، بعد کے کسی لمحے میں {answer} لازم ہے (ٹھیک {bound} شمار ہوگا، اسی لمحے کا اندراج نہیں)۔",
    },
    response_before: {
      en: "Every {cause:event} is followed by {answer:an_event} in less than {bound:duration}.",
      zh: "每次{cause}之后，须在不到{bound}的时间内有{answer}（恰好{bound}已属违反，同一时刻属合规）。",
      ur: "ہر {cause} کے بعد {bound} سے کم وقت میں {answer} لازم ہے (ٹھیک {bound} خلاف ورزی ہے؛ اسی لمحے کا اندراج شمار ہوگا)۔",
    },
    response_between: {
      en: "Every {cause:event} is followed by {answer:an_event} at least {least:duration} and at most {most:duration} after it.",
      zh: "每次{cause}之后，须在不早于{least}、不晚于{most}时有{answer}（恰好{least}和恰好{most}均属合规）。",
      ur: "ہر {cause} کے کم از کم {least} اور زیادہ سے زیادہ {most} بعد {answer} لازم ہے (ٹھیک {least} اور ٹھیک {most} دونوں شمار ہوں گے)۔",
    },
    quiet: {
      en: "After {cause:an_event}, there is no {act:event} for {bound:duration}.",
      zh: "{cause}之后{bound}之内不得有{act}（恰好{bound}及同一时刻均属违反）。",
      ur: "{cause} کے بعد {bound} تک {act} منع ہے (ٹھیک {bound} اور وہی لمحہ بھی خلاف ورزی ہے)۔",
    },
    quiet_unless: {
      en: "After {cause:an_event}, there is no {act:event} for {bound:duration} unless there is {leave:an_event} in the {fresh:duration} up to it.",
      zh: "{cause}之后{bound}之内不得有{act}（恰好{bound}及同一时刻均属违反），除非在该{act}之前{fresh}之内有{leave}（恰好{fresh}及同一时刻均算）。",
      ur: "{cause} کے بعد {bound} تک {act} منع ہے (ٹھیک {bound} اور وہی لمحہ بھی خلاف ورزی ہے)، سوائے اس کے کہ {act} تک کے آخری {fresh} میں {leave} درج ہو (ٹھیک {fresh} اور وہی لمحہ بھی شمار ہوگا)۔",
    },
    dwell_once: {
      en: "No vehicle stays in {zone:place} more than {limit:duration} unless it is checked once.",
      zh: "任何车辆在{zone}停留不得超过{limit}（恰好{limit}仍属合规），除非在此期间接受过一次检查；一次检查即免除本次停留的限制。",
      ur: "کوئی گاڑی {zone} میں {limit} سے زیادہ نہیں ٹھہرے گی (ٹھیک {limit} کی اجازت ہے)، سوائے اس کے کہ اس دوران ایک بار اس کی جانچ ہو جائے؛ ایک جانچ اس پورے قیام کے لیے کافی ہے۔",
    },
    dwell: {
      en: "No vehicle stays in {zone:place} more than {limit:duration} since it entered or was last checked.",
      zh: "任何车辆自进入{zone}或最近一次在该处接受检查起，停留不得超过{limit}（恰好{limit}仍属合规），须在此之前再次接受检查或离开。",
      ur: "کوئی گاڑی {zone} میں داخل ہونے یا وہاں آخری بار جانچے جانے کے بعد {limit} سے زیادہ نہیں ٹھہرے گی (ٹھیک {limit} کی اجازت ہے)، جب تک کہ دوبارہ جانچ نہ ہو جائے۔",
    },
    check_in: {
      en: "While {state:state}, {sign:an_event} is made at least every {limit:duration}.",
      zh: "{state}期间，至少每{limit}须有一次{sign}（恰好{limit}仍属合规）。",
      ur: "جب تک {state}، کم از کم ہر {limit} میں ایک بار {sign} لازم ہے (ٹھیک {limit} کی اجازت ہے)۔",
    },
    spacing: {
      en: "No two records of {event:an_event} for the same {thing:thing} lie within {bound:duration} of each other.",
      zh: "对同一{thing}，任何两次{event}的间隔须大于{bound}（恰好{bound}及同一时刻均属违反）。",
      ur: "ایک ہی {thing}: {event} کے کوئی دو اندراج ایک دوسرے سے {bound} کے اندر نہ ہوں (ٹھیک {bound} اور وہی لمحہ بھی خلاف ورزی ہے)۔",
    },
    approval: {
      en: "Every {thing:thing} is approved before it {act:act} by an officer of {parties:each_party}.",
      zh: "每次{thing}在{act}之前，须获得{parties}各一名人员的批准；批准须严格早于{act}，且至{act}时未被撤销或拒绝。",
      ur: "ہر {thing} کے لیے {act} سے پہلے {parties} کے ایک ایک افسر کی منظوری لازم ہے؛ منظوری {act} سے پہلے کے کسی لمحے کی ہو، اور {act} کے لمحے تک واپس یا مسترد نہ ہوئی ہو۔",
    },
    approval_of_some: {
      en: "Every {thing:thing} is approved before it {act:act} by at least {k:count} of the parties.",
      zh: "每次{thing}在{act}之前，须获得至少{k}方的批准；批准须严格早于{act}，且至{act}时未被撤销或拒绝。",
      ur: "ہر {thing} کے لیے {act} سے پہلے کم از کم {k} فریقوں کی منظوری لازم ہے؛ منظوری {act} سے پہلے کے کسی لمحے کی ہو، اور {act} کے لمحے تک واپس یا مسترد نہ ہوئی ہو۔",
    },
    approval_by_officers: {
      en: "Every {thing:thing} is approved before it {act:act} by at least {k:count} different officers.",
      zh: "每次{thing}在{act}之前，须获得至少{k}名不同人员的批准；批准须严格早于{act}，且至{act}时未被撤销。",
      ur: "ہر {thing} کے لیے {act} سے پہلے کم از کم {k} مختلف افسروں کی منظوری لازم ہے؛ منظوری {act} سے پہلے کے کسی لمحے کی ہو، اور {act} کے لمحے تک واپس نہ لی گئی ہو۔",
    },
    approval_fresh: {
      en: "Every {thing:thing} is approved not more than {fresh:duration} before it {act:act} by an officer of {parties:each_party}.",
      zh: "每次{thing}在{act}之前{fresh}之内，须获得{parties}各一名人员的批准（恰好{fresh}属合规，同一时刻不算），且至{act}时未被撤销或拒绝。",
      ur: "ہر {thing} کے لیے {act} سے پہلے کے {fresh} میں {parties} کے ایک ایک افسر کی منظوری لازم ہے (ٹھیک {fresh} شمار ہوگا، وہی لمحہ نہیں)، جو {act} کے لمحے تک واپس یا مسترد نہ ہوئی ہو۔",
    },
    quorum: {
      en: "While a movement is under way, at least {n:escorts} within {range:distance} of it.",
      zh: "行程进行期间，须始终有至少{n}辆护送车在其{range}之内（恰好{range}仍属合规）。",
      ur: "جب تک سفر جاری ہو، کم از کم {n} محافظ گاڑیاں اس کے {range} کے اندر رہیں گی (ٹھیک {range} کی اجازت ہے)۔",
    },
    quorum_but_briefly: {
      en: "While a movement is under way, at least {n:escorts} within {range:distance} of it, except for up to {grace:duration} in a row.",
      zh: "行程进行期间，须有至少{n}辆护送车在其{range}之内（恰好{range}仍属合规）；每次中断不得超过{grace}（恰好{grace}仍属合规）。",
      ur: "جب تک سفر جاری ہو، کم از کم {n} محافظ گاڑیاں اس کے {range} کے اندر رہیں گی (ٹھیک {range} کی اجازت ہے)؛ ہر وقفہ {grace} سے زیادہ نہ ہو (ٹھیک {grace} کی اجازت ہے)۔",
    },
    apart: {
      en: "While a movement is under way, no other vehicle comes closer than {range:distance} to it.",
      zh: "行程进行期间，其他车辆与其距离不得小于{range}（恰好{range}仍属合规）。",
      ur: "جب تک سفر جاری ہو، کوئی دوسری گاڑی اس سے {range} سے کم فاصلے پر نہیں آئے گی (ٹھیک {range} کی اجازت ہے)۔",
    },
    fresh_fix: {
      en: "While a movement is under way, its last fix is never older than {limit:duration}.",
      zh: "行程进行期间，其最近一次定位不得早于{limit}之前（恰好{limit}仍属合规）。",
      ur: "جب تک سفر جاری ہو، اس کے مقام کی آخری اطلاع {limit} سے زیادہ پرانی نہ ہو (ٹھیک {limit} کی اجازت ہے)۔",
    },
    at_most: {
      en: "There is {event:an_event} for the same {thing:thing} at most {n:count} times in any {bound:duration}.",
      zh: "对同一{thing}，{event}在任何{bound}内（含两端）不得超过{n}次。",
      ur: "ایک ہی {thing}: {event} کسی بھی {bound} میں (دونوں سرے شامل) زیادہ سے زیادہ {n} بار ہو۔",
    },
    at_least: {
      en: "Every {cause:event} is followed by at least {n:count} records of {event:an_event} within {bound:duration}.",
      zh: "每次{cause}之后{bound}之内，须有至少{n}次{event}的记录（恰好{bound}及同一时刻均算）。",
      ur: "ہر {cause} کے بعد {bound} کے اندر {event} کے کم از کم {n} اندراج لازم ہیں (ٹھیک {bound} اور اسی لمحے کے اندراج بھی شمار ہوں گے)۔",
    },
    only_after: {
      en: "There is {act:an_event} only after {first:an_event} with no {bar:event} since.",
      zh: "只有在{first}之后且其后没有{bar}的情况下，方可有{act}（{first}须严格早于{act}；同一时刻的{bar}使其不得进行）。",
      ur: "{act} صرف {first} کے بعد ہو، بشرطیکہ اس کے بعد {bar} کا کوئی اندراج نہ ہو ({first} پہلے کے کسی لمحے میں ہو؛ اسی لمحے میں {bar} بھی رکاوٹ ہے)۔",
    },
    until_clear: {
      en: "After {cause:an_event}, there is no {act:event} until {clear:an_event}.",
      zh: "{cause}之后，在{clear}之前不得有{act}（与{clear}同一时刻属合规，与{cause}同一时刻属违反）。",
      ur: "{cause} کے بعد {clear} تک {act} منع ہے ({clear} کے لمحے میں اجازت ہے، {cause} کے لمحے میں نہیں)۔",
    },
    not_before: {
      en: "Before {first:an_event}, there is no {act:event}.",
      zh: "在{first}之前不得有{act}（同一时刻属合规）。",
      ur: "{first} سے پہلے {act} منع ہے (اسی لمحے کی اجازت ہے)۔",
    },
    one_at_a_time: {
      en: "A vehicle enters {zone:place} only while no other vehicle is in it.",
      zh: "只有在{zone}内没有其他车辆时，车辆方可进入（同一时刻离开者视为已离开）。",
      ur: "گاڑی {zone} میں صرف اسی وقت داخل ہوگی جب وہاں کوئی دوسری گاڑی نہ ہو (اسی لمحے نکلنے والی گاڑی نکلی ہوئی شمار ہوگی)۔",
    },
    appointment: {
      en: "Every movement {act:act} within {bound:duration} of the agreed time.",
      zh: "每次行程须在约定时间前后{bound}之内{act}（含恰好{bound}）；在期限届满前重新约定的时间取代原约定。",
      ur: "ہر سفر میں {act} کا طے شدہ وقت سے زیادہ سے زیادہ {bound} پہلے یا بعد ہونا لازم ہے (ٹھیک {bound} بھی شامل ہے)؛ مدت ختم ہونے سے پہلے طے کیا گیا نیا وقت پرانے کی جگہ لے گا۔",
    },
    escalation: {
      en: "If {cause:an_event} is not followed by {answer:an_event} within {bound:duration}, it is followed by {step:an_event} within {later:duration}.",
      zh: "{cause}之后{bound}之内若没有{answer}，则须在{cause}之后{later}之内有{step}（恰好{bound}、恰好{later}均属合规）。",
      ur: "اگر {cause} کے بعد {bound} کے اندر {answer} نہ ہو تو {cause} کے بعد {later} کے اندر {step} لازم ہے (ٹھیک {bound} اور ٹھیک {later} دونوں شمار ہوں گے)۔",
    },
    countersigned: {
      en: "Every {act:event} by one party is countersigned by another party within {bound:duration}.",
      zh: "一方的每次{act}须在{bound}之内由另一方会签（恰好{bound}及同一时刻均属合规）。",
      ur: "ایک فریق کی جانب سے ہر {act} پر {bound} کے اندر دوسرے فریق کے تصدیقی دستخط لازم ہیں (ٹھیک {bound} اور وہی لمحہ بھی شمار ہوگا)۔",
    },
    deadline: {
      en: "Every action is done not later than {bound:duration} after its agreed time.",
      zh: "每个事项须在约定时间之后{bound}之内完成（恰好{bound}仍属合规）；在期限届满前重新约定的时间取代原约定。",
      ur: "ہر کام کا اپنے طے شدہ وقت کے بعد زیادہ سے زیادہ {bound} کے اندر مکمل ہونا لازم ہے (ٹھیک {bound} کی اجازت ہے)؛ مدت ختم ہونے سے پہلے طے کیا گیا نیا وقت پرانے کی جگہ لے گا۔",
    },
  }),
);
