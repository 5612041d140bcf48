import { FormatError } from '../error.ts';
import { readLines, readTextFile } from '../gzip/index.ts';

/** One individual of a PED file; ids are the file's own. */
export interface PedIndividual {
  readonly family: string;
  readonly id: string;
  /** null where the file says 0. */
  readonly father: string | null;
  readonly mother: string | null;
  readonly sex: 'male' | 'female' | 'unknown';
  /** null where the phenotype is missing or is not affected or unaffected. */
  readonly affected: boolean | null;
  /** The sixth column when it is a number that is not a status (a quantitative trait), else null. */
  readonly trait: number | null;
  /** Columns after the sixth, as they are. */
  readonly more: readonly string[];
  /** 1-based line. */
  readonly line: number;
}

/**
 * Reads a PED file (PLINK, six columns or more): family, individual, father, mother, sex, phenotype, separated by tabs or
 * blanks. Parents may be missing from the file; those that are there must be of the right sex and nobody their own ancestor.
 * @throws FormatError IDUN_PED_* with file and line
 */
export async function readPed(path: string): Promise<PedIndividual[]> {
  const lines: string[] = [];
  const text = readTextFile(path, 'PED, plain or gzipped');
  for await (const batch of readLines(text, { file: path })) lines.push(...batch.lines);
  return parsePed(lines.join('\n'), path);
}

/** Reads PED from text that is in memory. */
export function parsePed(text: string, file?: string): PedIndividual[] {
  const individuals = new Map<string, PedIndividual>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const individual = parseLine(line, i + 1, file);
    const key = keyOf(individual.family, individual.id);
    const before = individuals.get(key);
    if (before !== undefined) {
      throw pedError(
        'TWICE',
        `individual ${individual.id} stands on line ${before.line} too.`,
        i + 1,
        'ids met once',
        file,
      );
    }
    individuals.set(key, individual);
  }
  checkParents(individuals, file);
  checkAncestors(individuals, file);
  return [...individuals.values()];
}

const keyOf = (family: string, id: string) => `${family}\t${id}`;

function parseLine(line: string, number: number, file?: string): PedIndividual {
  const columns = line.includes('\t') ? line.split('\t').map((c) => c.trim()) : line.trim().split(/\s+/);
  if (columns.length < 6) {
    const found = `there are ${columns.length} columns.`;
    throw pedError('COLUMNS', found, number, 'family, individual, father, mother, sex, phenotype', file);
  }
  const [family, id, father, mother, sex, phenotype, ...more] = columns;
  if (!family || !id || id === '0')
    throw pedError('ID', 'the family or the individual has no id.', number, 'ids that are not 0', file);
  return {
    family,
    id,
    father: parentId(father!),
    mother: parentId(mother!),
    sex: sexOf(sex!, number, file),
    ...phenotypeOf(phenotype!, number, file),
    more,
    line: number,
  };
}

const parentId = (text: string) => (text === '0' || text === '' || text === '.' ? null : text);

function sexOf(text: string, line: number, file?: string): PedIndividual['sex'] {
  const code = text.toLowerCase();
  if (code === '1' || code === 'm' || code === 'male') return 'male';
  if (code === '2' || code === 'f' || code === 'female') return 'female';
  if (['0', '-9', '.', '', '3', 'other', 'unknown'].includes(code)) return 'unknown';
  throw pedError('SEX', `the sex is «${text}».`, line, '1 (male), 2 (female) or 0 (unknown)', file);
}

function phenotypeOf(text: string, line: number, file?: string): { affected: boolean | null; trait: number | null } {
  const code = text.toLowerCase();
  if (code === '2' || code === 'affected') return { affected: true, trait: null };
  if (code === '1' || code === 'unaffected') return { affected: false, trait: null };
  if (['0', '-9', '.', '', 'na', 'nan', 'unknown'].includes(code)) return { affected: null, trait: null };
  const trait = Number(text);
  if (Number.isFinite(trait)) return { affected: null, trait };
  throw pedError(
    'PHENOTYPE',
    `the phenotype is «${text}».`,
    line,
    '1 (unaffected), 2 (affected), 0 or -9 (unknown)',
    file,
  );
}

function checkParents(individuals: ReadonlyMap<string, PedIndividual>, file?: string): void {
  for (const { family, father, mother, line } of individuals.values()) {
    for (const [id, wrong, role] of [
      [father, 'female', 'father'],
      [mother, 'male', 'mother'],
    ] as const) {
      const parent = id === null ? undefined : individuals.get(keyOf(family, id));
      if (parent?.sex !== wrong) continue;
      throw pedError(
        'PARENT',
        `the ${role} ${id} is ${wrong} on line ${parent.line}.`,
        line,
        `another sex or ${role}`,
        file,
      );
    }
  }
}

/** Follows parents upwards without recursion, so that a chain of any length is safe; every individual is finished once. */
function checkAncestors(individuals: ReadonlyMap<string, PedIndividual>, file?: string): void {
  const state = new Map<string, 'open' | 'done'>();
  for (const start of individuals.keys()) {
    const path = [start];
    while (path.length > 0) {
      const key = path.at(-1)!;
      const person = individuals.get(key);
      if (person === undefined || state.get(key) === 'done') {
        path.pop();
        continue;
      }
      state.set(key, 'open');
      const parents = [person.father, person.mother].flatMap((id) => (id === null ? [] : [keyOf(person.family, id)]));
      const next = parents.find((parent) => individuals.has(parent) && state.get(parent) !== 'done');
      if (next === undefined) state.set(path.pop()!, 'done');
      else if (state.get(next) === 'open') {
        throw pedError(
          'CYCLE',
          `individual ${person.id} is an own ancestor.`,
          person.line,
          'parents older than children',
          file,
        );
      } else path.push(next);
    }
  }
}

function pedError(reason: string, detail: string, line: number, expected: string, file?: string): FormatError {
  return new FormatError(`IDUN_PED_${reason}`, `Line ${line}: ${detail}`, {
    ...(file === undefined ? {} : { file }),
    line,
    expected,
    action: 'Correct the line in the PED file.',
  });
}

/** The text of a PED file of six columns and any more. */
export function formatPed(individuals: readonly Omit<PedIndividual, 'line'>[]): string {
  const sexes = { male: '1', female: '2', unknown: '0' } as const;
  const status = (i: Omit<PedIndividual, 'line'>) =>
    i.affected === null ? String(i.trait ?? -9) : i.affected ? '2' : '1';
  return individuals
    .map((i) =>
      [i.family, i.id, i.father ?? '0', i.mother ?? '0', sexes[i.sex], status(i), ...i.more].join('\t').concat('\n'),
    )
    .join('');
}
