import type { Disease } from '../../../formats/miabis/index.ts';

/** The chapters of ICD-10 by their codes; what they are called is the reader's language's. */
export const icdChapters = [
  ...['A00-B99', 'C00-D48', 'D50-D89', 'E00-E90', 'F00-F99', 'G00-G99', 'H00-H59', 'H60-H95', 'I00-I99', 'J00-J99'],
  ...['K00-K93', 'L00-L99', 'M00-M99', 'N00-N99', 'O00-O99', 'P00-P96', 'Q00-Q99', 'R00-R99', 'S00-T98', 'U00-U99'],
  ...['V01-Y98', 'Z00-Z99'],
] as const;

/** A code of ICD-10 as it is compared: without points, and without the D that SKS puts before diagnoses. */
export function plainCode(code: string): string {
  const plain = code.toUpperCase().replace(/[.\s*?]/g, '');
  return plain.replace(/\bD(?=[A-Z]\d)/g, '');
}

/** Codes of diseases as the catalogue is searched by: `C504`, `C00-D48`, `ORPHA:3000`. */
export function diseaseTerms(diseases: readonly Disease[]): string[] {
  const terms = diseases.flatMap(({ ontology, code }) => {
    if (code === undefined) return [];
    if (ontology !== undefined && /^ORPHA/i.test(ontology)) return [`ORPHA:${code}`];
    return ontology === undefined || /^(ICD|SKS)/i.test(ontology) ? [plainCode(code)] : [`${ontology}:${code}`];
  });
  return [...new Set(terms.filter((term) => term !== ''))];
}

/** The chapters that codes lie in; a range of codes lies in every chapter it meets. */
export function chaptersOf(terms: readonly string[]): string[] {
  const ranges = terms.flatMap((term) => {
    const [from, to] = /^([A-Z]\d\d)(?:\d*)(?:-([A-Z]\d\d))?/.exec(term)?.slice(1) ?? [];
    return from === undefined ? [] : [{ from, to: to ?? from }];
  });
  return icdChapters.filter((chapter) => {
    const [first, last] = chapter.split('-') as [string, string];
    return ranges.some(({ from, to }) => from <= last && to >= first);
  });
}
