import { readFileSync } from 'node:fs';

/** One line of the demo nation's people.csv. */
export interface DemoPersonRow {
  person: string;
  cpr: string;
  name: string;
  sex: 'male' | 'female';
  /** YYYY-MM-DD */
  born: string;
  died: string | null;
  region: string;
  hospital: string;
  mother: string | null;
  father: string | null;
}

function splitLine(line: string): string[] {
  const fields: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return fields;
}

/** Reads people.csv as the generator writes it. */
export function readPeopleFile(path: string): DemoPersonRow[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = splitLine(header ?? '');
  return lines.map((line) => {
    const fields = splitLine(line);
    const field = (name: string) => fields[names.indexOf(name)] ?? '';
    return {
      person: field('person'),
      cpr: field('cpr'),
      name: `${field('given_name')} ${field('family_name')}`,
      sex: field('sex') === 'male' ? 'male' : 'female',
      born: field('born'),
      died: field('died') || null,
      region: field('region'),
      hospital: field('hospital'),
      mother: field('mother') || null,
      father: field('father') || null,
    };
  });
}
