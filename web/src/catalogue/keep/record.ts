import type { Disease, Quality } from '../catalogue-api.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The value of a field; dots lead into what is in another. */
export function readField(record: Fields, field: string): unknown {
  return field.split('.').reduce<unknown>((inside, name) => (inside as Fields | undefined)?.[name], record);
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);

/** A record with a field written; what is empty is not in it. */
export function writeField(record: Fields, field: string, value: unknown): Record<string, unknown> {
  const [name = '', ...rest] = field.split('.');
  const inside =
    rest.length === 0 ? value : writeField((record[name] as Fields | undefined) ?? {}, rest.join('.'), value);
  const { [name]: _, ...others } = record;
  return isEmpty(inside) ? others : { ...others, [name]: inside };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What was written since: fields by name; null takes back, so that what another states shows again. */
export function changesOf(before: Fields, after: Fields, stated: Fields): Record<string, unknown> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !same(before[name], after[name]));
  return Object.fromEntries(
    changed.map((name) => [name, after[name] === undefined || same(after[name], stated[name]) ? null : after[name]]),
  );
}

/** Lines of a text that say something. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A disease as a line: an ontology and its code, or words. */
export function writeDiseaseLine({ ontology, code, text }: Disease): string {
  if (code === undefined) return text ?? '';
  return ontology === undefined || /^ICD-?10$/i.test(ontology) ? code : `${ontology}:${code}`;
}

/** Reads lines of diseases: `C50`, `C00-D48`, `ORPHA:3000`, or words. Those that stood there stay as they were, with all that is known. */
export function readDiseaseLines(text: string, before: readonly Disease[]): Disease[] {
  const known = new Map(before.map((one) => [writeDiseaseLine(one), one]));
  return linesOf(text).map((line) => {
    const found = known.get(line);
    if (found !== undefined) return found;
    const [, ontology, code] = /^([A-Za-z][\w-]*):(\S+)$/.exec(line) ?? [];
    if (ontology !== undefined) return { ontology, code: code! };
    if (/^[A-Z]\d\d(?:\.?\d+)?(?:-[A-Z]\d\d(?:\.\d+)?)?$/.test(line)) return { ontology: 'ICD-10', code: line };
    return { text: line };
  });
}

/** Quality marks as lines: the standard, with its number after a semicolon. */
export function writeQualityLine({ standard, number }: Quality): string {
  return number === undefined ? standard : `${standard}; ${number}`;
}

export function readQualityLines(text: string, before: readonly Quality[]): Quality[] {
  const known = new Map(before.map((one) => [writeQualityLine(one), one]));
  return linesOf(text).map((line) => {
    const [standard = '', number] = line.split(';').map((part) => part.trim());
    return known.get(line) ?? { standard, ...(number ? { number } : {}) };
  });
}
