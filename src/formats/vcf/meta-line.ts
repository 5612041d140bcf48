/** One `key=value` of a structured meta-information line. */
export interface MetaField {
  key: string;
  value: string;
  quoted: boolean;
}

/** A structured line's fields in order, or why it is not one. */
export type StructuredValue = { ok: true; fields: MetaField[]; looseQuote: boolean } | { ok: false; reason: string };

/**
 * Splits the `<key=value,…>` of a structured line (VCFv4.5 §1.4).
 * Quoted values may hold commas and escaped quotes; `[a, b]` lists (META Values) may hold commas.
 * An unescaped quote inside a quoted value is read as part of it when the text around shows that (`looseQuote`).
 *
 * @param value text after `##KEY=`, with its angle brackets
 */
export function parseStructured(value: string): StructuredValue {
  if (value.at(-1) !== '>') return { ok: false, reason: 'the line does not end with ">"' };
  const end = value.length - 1;
  const fields: MetaField[] = [];
  let looseQuote = false;
  let at = 1;
  if (at === end) return { ok: true, fields, looseQuote };
  for (;;) {
    const equals = value.indexOf('=', at);
    if (equals < 0 || equals >= end)
      return { ok: false, reason: `"${value.slice(at, Math.min(end, at + 40))}" is not key=value` };
    const key = value.slice(at, equals).trim();
    if (key.includes(',') || key === '') return { ok: false, reason: `"${key.slice(0, 40)}" is not a key` };
    const from = equals + 1;
    const first = value[from];
    let next: number;
    if (first === '"') {
      const close = closingQuote(value, from + 1, end);
      if (close.at < 0) return { ok: false, reason: `the double quote after ${key}= is not closed` };
      looseQuote ||= close.loose;
      fields.push({ key, value: unescapeQuotes(value.slice(from + 1, close.at)), quoted: true });
      next = close.at + 1;
    } else if (first === '[') {
      const close = value.indexOf(']', from);
      if (close < 0 || close >= end) return { ok: false, reason: `the bracket after ${key}= is not closed` };
      fields.push({ key, value: value.slice(from, close + 1), quoted: false });
      next = close + 1;
    } else {
      const comma = value.indexOf(',', from);
      next = comma < 0 || comma > end ? end : comma;
      fields.push({ key, value: value.slice(from, next), quoted: false });
    }
    if (next === end) return { ok: true, fields, looseQuote };
    if (value[next] !== ',') return { ok: false, reason: `text after the closing quote of ${key}` };
    at = next + 1;
  }
}

// A quote closes when the line ends there or when `,key=` follows; any other is a stray quote inside the text.
function closingQuote(value: string, from: number, end: number): { at: number; loose: boolean } {
  let loose = false;
  for (let i = from; i < end; i++) {
    const char = value[i];
    if (char === '\\') i++;
    else if (char === '"') {
      if (i + 1 === end) return { at: i, loose };
      if (value[i + 1] === ',' && keyFollows(value, i + 2, end)) return { at: i, loose };
      loose = true;
    }
  }
  // a backslash before the last quote (a Windows path): the line's end decides
  if (end - 1 >= from && value[end - 1] === '"') return { at: end - 1, loose: true };
  return { at: -1, loose };
}

function keyFollows(value: string, from: number, end: number): boolean {
  let i = from;
  while (i < end && value[i] === ' ') i++;
  const start = i;
  while (i < end && isKeyCode(value.charCodeAt(i))) i++;
  return i > start && i < end && value[i] === '=';
}

function isKeyCode(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 46 ||
    code === 45
  );
}

function unescapeQuotes(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
