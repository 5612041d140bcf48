/** Fields of a specimen that a column of somebody else's inventory can fill. */
export const fields = [
  'barcode',
  'person',
  'type',
  'amount',
  'container',
  'collectedAt',
  'receivedAt',
  'thaws',
  'concentration',
  'requisition',
  'block',
  'temperature',
  'rack',
  'position',
  'parent',
  'sprec',
] as const;
export type Field = (typeof fields)[number];

/** Without these no row can become a specimen. */
export const needed: readonly Field[] = ['barcode', 'person', 'type', 'amount'];

/** Words that name a column in the files laboratories have, in Danish and English. */
const hints: Readonly<Record<Field, RegExp>> = {
  barcode: /^(barcode|stregkode|tube|rør(nr|nummer)?|sample[ _-]?id|prøve[ _-]?(id|nr|nummer)|label)$/i,
  person: /^(person|donor|patient|subject|cpr|deltager|forsøgsperson)([ _-]?(id|nr|no))?$/i,
  type: /^(type|material|materiale|prøvetype|sample[ _-]?type|specimen[ _-]?type)$/i,
  amount: /^(amount|volume|vol|volumen|mængde|quantity|amount_ul|volume_ul|µl|ul)$/i,
  container: /^(container|tube[ _-]?type|rørtype|beholder)$/i,
  collectedAt: /^(collected|collected[ _-]?(at|on|date)|taken|sampling[ _-]?date|prøvetagning(sdato)?|taget|dato)$/i,
  receivedAt: /^(received|received[ _-]?(at|on|date)|modtaget|modtagelse(sdato)?)$/i,
  thaws: /^(thaws|thaw[ _-]?count|freeze[ _-]?thaw|optøninger|tø[ _-]?cyklus)$/i,
  concentration: /^(concentration|konc(entration)?|ng_ul|ng\/ul|ng\/µl)$/i,
  requisition: /^(requisition|rekvisition(snr|snummer)?|order|ordre)$/i,
  block: /^(block|blok(nr|nummer)?)$/i,
  temperature: /^(temperature|temp|temperatur)$/i,
  rack: /^(rack|box|boks|kasse|stativ|plate|plade)([ _-]?(id|nr|no))?$/i,
  position: /^(position|pos|well|plads|placering|brønd)$/i,
  parent: /^(parent|moder(prøve)?|oprindelig|source)$/i,
  sprec: /^sprec$/i,
};

/** The heads of a file's columns, and what separates them. */
export function readHead(text: string): { separator: string; columns: string[] } {
  const [line = ''] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  const counts = [';', '\t', ',', '|'].map((mark) => ({ mark, count: line.split(mark).length }));
  const separator = counts.reduce((most, one) => (one.count > most.count ? one : most)).mark;
  return { separator, columns: line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')) };
}

/** The columns that by their names fill the fields. */
export function guess(columns: readonly string[]): Partial<Record<Field, string>> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const column = columns.find((one) => hints[field].test(one));
      return column === undefined ? [] : [[field, column]];
    }),
  );
}

export interface Choices {
  separator: string;
  collection: string;
  columns: Partial<Record<Field, string>>;
  /** How the file names people: by CPR numbers, or by numbers of a system that is known here. */
  people: 'cpr' | 'namespace';
  namespace: string;
  /** One material for the whole file, where no column names it. */
  material: string;
  sprecVersion: '2.0' | '3.0' | '4.0';
  /** How the file writes numbers and days; without a pattern days are ISO 8601. */
  decimal: '.' | ',';
  dates: string;
  /** The racks that positions are of. */
  grid: { rows: number; columns: number };
  /** What the file calls materials, where its words are not ours. */
  words: Readonly<Record<string, string>>;
  /** Of a workbook. */
  sheet?: string;
}

/** The mapping as the server reads it; undefined while something needed is missing. */
export function mappingOf(choices: Choices): Record<string, unknown> | undefined {
  const { separator, collection, columns, people, namespace, material, sprecVersion } = choices;
  const { decimal, dates, grid, sheet, words } = choices;
  const { barcode, person, type, amount, rack, position, sprec, parent, collectedAt, receivedAt, ...others } = columns;
  const { concentration, ...rest } = others;
  const number = (column: string) => (decimal === '.' ? column : { column, decimal });
  const day = (column: string) => (dates.trim() === '' ? column : { column, format: dates.trim() });
  if (collection === '' || barcode === undefined || person === undefined || amount === undefined) return undefined;
  if (type === undefined && material === '') return undefined;
  if (people === 'namespace' && namespace.trim() === '') return undefined;
  return {
    ...{ separator, collection, barcode, amount: number(amount) },
    ...(sheet !== undefined && { sheet }),
    person: people === 'cpr' ? { column: person, cpr: true } : { column: person, namespace: namespace.trim() },
    type:
      type === undefined ? { value: material } : Object.keys(words).length > 0 ? { column: type, map: words } : type,
    ...rest,
    ...(concentration !== undefined && { concentration: number(concentration) }),
    ...(collectedAt !== undefined && { collectedAt: day(collectedAt) }),
    ...(receivedAt !== undefined && { receivedAt: day(receivedAt) }),
    ...(parent !== undefined && { parent }),
    ...(sprec !== undefined && { sprec: { column: sprec, version: sprecVersion } }),
    ...(rack !== undefined && position !== undefined && { place: { rack, position, ...grid } }),
  };
}

/** The words of a report's faults that stand in the column of materials and are none. */
export function unknownWords(
  faults: readonly { column: string; fault: string }[],
  { columns, words }: Pick<Choices, 'columns' | 'words'>,
): string[] {
  const found = faults.flatMap(({ column, fault }) => {
    const word = column === columns.type ? /^«(.+)» is not in the mapping$/.exec(fault)?.[1] : undefined;
    return word === undefined ? [] : [word];
  });
  return [...new Set([...Object.keys(words), ...found])];
}
