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
  givenName: string;
  familyName: string;
  protected: boolean;
  /** Who holds custody of a child. */
  guardians: string[];
  optOut: { scopes: ('genetic' | 'material')[]; on: string } | null;
  consents: { form: string; givenOn: string; withdrawnOn: string | null }[];
}

function readConsents(text: string): DemoPersonRow['consents'] {
  return text.split(';').flatMap((one) => {
    const [, form, givenOn, withdrawnOn] = /^([^@]+)@([\d-]+)(?:\/([\d-]+))?$/.exec(one) ?? [];
    return form === undefined ? [] : [{ form, givenOn: givenOn!, withdrawnOn: withdrawnOn ?? null }];
  });
}

function readOptOut(scope: string, on: string): DemoPersonRow['optOut'] {
  if (scope === '') return null;
  return { scopes: scope === 'both' ? ['genetic', 'material'] : [scope === 'genetic' ? 'genetic' : 'material'], on };
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
      givenName: field('given_name'),
      familyName: field('family_name'),
      protected: field('protected') === 'yes',
      guardians: field('guardians')
        .split(';')
        .filter((one) => one !== ''),
      optOut: readOptOut(field('opt_out'), field('opt_out_on')),
      consents: readConsents(field('consents')),
    };
  });
}
