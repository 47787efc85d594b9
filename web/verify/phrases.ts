// The fixed parts of an explanation, in three languages. A test compares them with the other implementation.
import { type Lang } from "./words.js";

export const TEXTS = {
  anchor: { en: "At {at}, {what}.", zh: "{at}，{what}。", ur: "{at} پر {what}۔" },
  silence: { en: "There is no record of {missing} {span}.", zh: "{span}，没有{missing}的记录。", ur: "{span} {missing} کا کوئی اندراج نہیں ہے۔" },
  who: { en: "It could have been made by {who}.", zh: "该记录本可由{who}作出。", ur: "یہ اندراج {who} کی طرف سے ہو سکتا تھا۔" },
  presence: { en: "Against this stands the record that {witness}.", zh: "与此相悖的记录：{witness}。", ur: "اس کے خلاف یہ اندراج موجود ہے: {witness}۔" },
  satisfied: { en: "The duty is met: {witness}.", zh: "义务已履行：{witness}。", ur: "ذمہ داری پوری ہوئی: {witness}۔" },
  met: { en: "The duty is met.", zh: "义务已履行。", ur: "ذمہ داری پوری ہوئی۔" },
  pending: { en: "The duty is open until {due}.", zh: "该义务在{due}之前仍待履行。", ur: "یہ ذمہ داری {due} تک کھلی ہے۔" },
  superseded: { en: "A later record replaced the duty: {witness}.", zh: "后来的记录取代了该义务：{witness}。", ur: "بعد کے اندراج نے اس ذمہ داری کی جگہ لے لی: {witness}۔" },
  within_skew: { en: "Whether it was on time cannot be judged: it turns on less than the stated difference of the clocks.", zh: "无法判断是否按时：差异小于约定的时钟误差。", ur: "بروقت ہونے کا فیصلہ ممکن نہیں: فرق گھڑیوں کے مقررہ فرق سے کم ہے۔" },
  by: { en: "by {due}", zh: "截至{due}", ur: "{due} تک" },
  before: { en: "before that", zh: "在此之前", ur: "اس سے پہلے" },
  or: { en: " or ", zh: "或", ur: " یا " },
  and: { en: " and ", zh: "；", ur: " اور " },
  moment: { en: "{what} at {at}", zh: "{at} {what}", ur: "{at} پر {what}" },
  of_party: { en: " by {party}", zh: "（{party}）", ur: " ({party})" },
  officer: { en: "an officer of {party}", zh: "{party}的人员", ur: "{party} کے کسی افسر" },
  watch: { en: "the watch of {party}", zh: "{party}的监测", ur: "{party} کے نگرانی کے نظام" },
  crew: { en: "the crew of the movement", zh: "行程随行人员", ur: "سفر کے عملے" },
} satisfies Record<string, Record<Lang, string>>;
