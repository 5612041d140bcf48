import type { DuoRule } from './duo-terms.ts';

/** What a project states of itself, as its form asks; undefined is not answered. */
export interface Statement {
  purposes?: readonly string[] | undefined;
  /** Diagnosis codes, for example ICD-10 with the Danish D before them. */
  diseases?: readonly string[] | undefined;
  commercial?: boolean | undefined;
  forProfit?: boolean | undefined;
  genetic?: boolean | undefined;
  methodsOnly?: boolean | undefined;
  ancestry?: boolean | undefined;
  ethics?: boolean | undefined;
  publishes?: boolean | undefined;
  publishesFrom?: string | undefined;
  collaborates?: boolean | undefined;
  returns?: boolean | undefined;
  months?: number | undefined;
  countries?: readonly string[] | undefined;
  institutions?: readonly string[] | undefined;
  project?: string | undefined;
}

/** Whether a condition is met: yes, no, or for a person to judge. */
export type Verdict = 'met' | 'not-met' | 'needs-person';

export interface DuoValue {
  values?: readonly string[] | undefined;
  months?: number | undefined;
  date?: string | undefined;
}

type Rule = (project: Statement, value: DuoValue) => Verdict;

const must = (stated: boolean | undefined): Verdict =>
  stated === undefined ? 'needs-person' : stated ? 'met' : 'not-met';
const never = (stated: boolean | undefined): Verdict => (stated === undefined ? 'needs-person' : must(!stated));
const both = (...verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('not-met') ? 'not-met' : verdicts.includes('needs-person') ? 'needs-person' : 'met';
const purpose = ({ purposes }: Statement, wanted: string): boolean | undefined => purposes?.includes(wanted);

// A code lies below another when it begins with it: DC50 and all of DC501 to DC509.
function within(stated: readonly string[] | undefined, allowed: readonly string[] | undefined): Verdict {
  if (stated === undefined || stated.length === 0 || allowed === undefined || allowed.length === 0)
    return 'needs-person';
  const plain = (code: string) =>
    code
      .toUpperCase()
      .replaceAll(/[^0-9A-Z]/g, '')
      .replace(/^D(?=[A-Z]\d)/, '');
  const below = (code: string) => allowed.some((one) => plain(code).startsWith(plain(one)));
  return stated.every(below) ? 'met' : stated.some(below) ? 'needs-person' : 'not-met';
}

function among(stated: readonly string[] | undefined, allowed: readonly string[] | undefined): Verdict {
  if (stated === undefined || allowed === undefined || allowed.length === 0) return 'needs-person';
  return must(stated.length > 0 && stated.every((one) => allowed.includes(one)));
}

/** How each term of DUO is compared. What no rule can tell is left to a person, and never taken for a yes. */
export const duoRules: Readonly<Record<DuoRule, Rule>> = {
  always: () => 'met',
  'health-purpose': (p) => both(must(purpose(p, 'health')), p.ancestry === true ? 'not-met' : 'met'),
  disease: (p, { values }) => within(p.diseases, values),
  'ancestry-only': (p) => must(p.ancestry),
  'ancestry-never': (p) => never(p.ancestry),
  ethics: (p) => must(p.ethics),
  publication: (p) => must(p.publishes),
  moratorium: (p, { date }) =>
    p.publishes === false
      ? 'met'
      : p.publishesFrom === undefined || date === undefined
        ? 'needs-person'
        : must(p.publishesFrom >= date),
  collaboration: (p) => (p.collaborates === true ? 'needs-person' : must(p.collaborates)),
  'not-commercial-use': (p) => never(p.commercial),
  'not-for-profit': (p) => never(p.forProfit),
  'not-for-profit-not-commercial': (p) => both(never(p.forProfit), never(p.commercial)),
  'genetic-study': (p) => must(p.genetic),
  'no-methods': (p) => never(p.methodsOnly),
  return: (p) => must(p.returns),
  months: (p, { months }) =>
    p.months === undefined || months === undefined ? 'needs-person' : must(p.months <= months),
  region: (p, { values }) => among(p.countries, values),
  institution: (p, { values }) => among(p.institutions, values),
  project: (p, { values }) =>
    values === undefined || p.project === undefined ? 'needs-person' : must(values.includes(p.project)),
  user: () => 'needs-person',
  care: () => 'met',
  'research-type': () => 'needs-person',
};

/** Whether a disease code lies below one of others; the rule of DS by itself. */
export const diseasesWithin = within;
