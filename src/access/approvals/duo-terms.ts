import type { Words } from '../cases/index.ts';

/**
 * Terms of the Data Use Ontology (DUO, CC-BY 4.0): identifiers, shorthands and labels as EBISPOT/DUO names them, and how each is
 * compared with what a project states. The two terms without a rule are headings of the ontology and are never put on anything.
 */
export interface DuoTerm {
  id: `DUO:${string}`;
  shorthand: string;
  label: string;
  kind: 'permission' | 'modifier' | 'heading';
  /** Name of its rule in `duo-rules.ts`. */
  rule: DuoRule | null;
  words: Words;
}

export type DuoRule =
  | 'always'
  | 'health-purpose'
  | 'disease'
  | 'ancestry-only'
  | 'ancestry-never'
  | 'ethics'
  | 'publication'
  | 'moratorium'
  | 'collaboration'
  | 'not-commercial-use'
  | 'not-for-profit'
  | 'not-for-profit-not-commercial'
  | 'genetic-study'
  | 'no-methods'
  | 'return'
  | 'months'
  | 'region'
  | 'institution'
  | 'project'
  | 'user'
  | 'care'
  | 'research-type';

const term = (
  number: string,
  shorthand: string,
  label: string,
  kind: DuoTerm['kind'],
  rule: DuoRule | null,
  da: string,
): DuoTerm => ({
  id: `DUO:00000${number}`,
  ...{ shorthand, label, kind, rule },
  words: { da, en: `${label[0]!.toUpperCase()}${label.slice(1)}` },
});

export const duoTerms: readonly DuoTerm[] = [
  term('01', '', 'data use permission', 'heading', null, 'Tilladt anvendelse'),
  term('17', '', 'data use modifier', 'heading', null, 'Yderligere vilkår'),
  term('04', 'NRES', 'no restriction', 'permission', 'always', 'Ingen begrænsning'),
  term('42', 'GRU', 'general research use', 'permission', 'always', 'Al forskning'),
  term('06', 'HMB', 'health or medical or biomedical research', 'permission', 'health-purpose', 'Sundhedsforskning'),
  term('07', 'DS', 'disease specific research', 'permission', 'disease', 'Forskning i bestemte sygdomme'),
  term(
    '11',
    'POA',
    'population origins or ancestry research only',
    'permission',
    'ancestry-only',
    'Kun forskning i herkomst',
  ),
  term(
    '44',
    'NPOA',
    'population origins or ancestry research prohibited',
    'modifier',
    'ancestry-never',
    'Ikke forskning i herkomst',
  ),
  term('12', 'RS', 'research specific restrictions', 'modifier', 'research-type', 'Kun bestemte slags forskning'),
  term('15', 'NMDS', 'no general methods research', 'modifier', 'no-methods', 'Ikke udvikling af metoder'),
  term('16', 'GSO', 'genetic studies only', 'modifier', 'genetic-study', 'Kun genetiske undersøgelser'),
  term(
    '18',
    'NPUNCU',
    'not for profit, non commercial use only',
    'modifier',
    'not-for-profit-not-commercial',
    'Kun almennyttigt og ikke kommercielt',
  ),
  term('19', 'PUB', 'publication required', 'modifier', 'publication', 'Resultater skal offentliggøres'),
  term('20', 'COL', 'collaboration required', 'modifier', 'collaboration', 'Kun i samarbejde'),
  term('21', 'IRB', 'ethics approval required', 'modifier', 'ethics', 'Kræver videnskabsetisk tilladelse'),
  term('22', 'GS', 'geographical restriction', 'modifier', 'region', 'Kun i bestemte lande'),
  term('24', 'MOR', 'publication moratorium', 'modifier', 'moratorium', 'Offentliggøres tidligst en bestemt dag'),
  term('25', 'TS', 'time limit on use', 'modifier', 'months', 'Tidsbegrænset'),
  term('26', 'US', 'user specific restriction', 'modifier', 'user', 'Kun bestemte brugere'),
  term('27', 'PS', 'project specific restriction', 'modifier', 'project', 'Kun et bestemt projekt'),
  term('28', 'IS', 'institution specific restriction', 'modifier', 'institution', 'Kun bestemte institutioner'),
  term('29', 'RTN', 'return to database or resource', 'modifier', 'return', 'Resultater leveres tilbage'),
  term('43', 'CC', 'clinical care use', 'modifier', 'care', 'Også til behandling'),
  term(
    '45',
    'NPU',
    'not for profit organisation use only',
    'modifier',
    'not-for-profit',
    'Kun almennyttige organisationer',
  ),
  term('46', 'NCU', 'non-commercial use only', 'modifier', 'not-commercial-use', 'Ikke kommerciel anvendelse'),
];

const byId = new Map(duoTerms.map((one) => [one.id as string, one]));

/** A term by its identifier. */
export function duoTerm(id: string): DuoTerm | undefined {
  return byId.get(id);
}
