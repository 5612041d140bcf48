/** The chapters of ICD-10 by their codes. */
const chapters = [
  ...['A00-B99', 'C00-D48', 'D50-D89', 'E00-E90', 'F00-F99', 'G00-G99', 'H00-H59', 'H60-H95', 'I00-I99', 'J00-J99'],
  ...['K00-K93', 'L00-L99', 'M00-M99', 'N00-N99', 'O00-O99', 'P00-P96', 'Q00-Q99', 'R00-R99', 'S00-T98', 'U00-U99'],
  ...['V01-Y98', 'Z00-Z99'],
];

/** What a range of codes is called: the chapters it meets, in words; undefined for what is no range of ICD-10. SKS puts a D before its codes. */
export function chapterNames(code: string, word: (chapter: string) => string): string | undefined {
  const [from, to] = /^D?([A-Z]\d\d)-D?([A-Z]\d\d)$/.exec(code)?.slice(1) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const met = chapters.filter((chapter) => from <= chapter.slice(4) && to >= chapter.slice(0, 3));
  return met.length === 0 ? undefined : met.map(word).join(', ');
}
