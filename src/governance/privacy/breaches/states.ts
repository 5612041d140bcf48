/** Where a breach of personal data stands (GDPR art. 33–34). */
export const breachStates = {
  discovered: { title: { da: 'Opdaget', en: 'Discovered' }, final: false },
  assessed: { title: { da: 'Vurderet', en: 'Assessed' }, final: false },
  reported: { title: { da: 'Anmeldt til tilsynet', en: 'Reported to the authority' }, final: false },
  'not-reportable': { title: { da: 'Ikke anmeldelsespligtigt', en: 'Not reportable' }, final: false },
  closed: { title: { da: 'Afsluttet', en: 'Closed' }, final: true },
} as const;

export type BreachState = keyof typeof breachStates;

export type BreachField =
  | 'risk'
  | 'assessment'
  | 'reportReference'
  | 'delayReason'
  | 'notReportableReason'
  | 'notToldReason';

export interface ActFacts {
  title: { da: string; en: string };
  from: readonly BreachState[];
  /** null: it stays where it is. */
  to: BreachState | null;
  fields: readonly { name: BreachField; required: boolean }[];
}

/** What can be done with a breach, from where, and what the law asks to be stated. */
export const breachActs = {
  assess: {
    title: { da: 'Vurder risikoen', en: 'Assess the risk' },
    from: ['discovered', 'assessed', 'not-reportable'],
    to: 'assessed',
    fields: [
      { name: 'risk', required: true },
      { name: 'assessment', required: true },
    ],
  },
  // Art. 33(4): what is not known yet may be reported in phases, so an assessment need not come first.
  report: {
    title: { da: 'Anmeld til tilsynet', en: 'Report to the authority' },
    from: ['discovered', 'assessed'],
    to: 'reported',
    fields: [
      { name: 'reportReference', required: true },
      { name: 'delayReason', required: false },
    ],
  },
  supplement: {
    title: { da: 'Supplér anmeldelsen', en: 'Supplement the report' },
    from: ['reported'],
    to: null,
    fields: [
      { name: 'risk', required: false },
      { name: 'assessment', required: false },
    ],
  },
  dismiss: {
    title: { da: 'Anmeld ikke', en: 'Do not report' },
    from: ['assessed'],
    to: 'not-reportable',
    fields: [{ name: 'notReportableReason', required: true }],
  },
  'tell-people': {
    title: { da: 'Notér, at de berørte er underrettet', en: 'Note that those affected have been told' },
    from: ['assessed', 'reported'],
    to: null,
    fields: [],
  },
  close: {
    title: { da: 'Afslut', en: 'Close' },
    from: ['reported', 'not-reportable'],
    to: 'closed',
    fields: [{ name: 'notToldReason', required: false }],
  },
  reopen: { title: { da: 'Genåbn', en: 'Reopen' }, from: ['closed'], to: 'assessed', fields: [] },
} as const satisfies Record<string, ActFacts>;

export type BreachAct = keyof typeof breachActs;
export const breachActNames = Object.keys(breachActs) as [BreachAct, ...BreachAct[]];

/** Hours from discovery to the report (art. 33(1)). */
export const reportWithinHours = 72;

/** What can be done in a state. */
export function actsIn(state: BreachState): BreachAct[] {
  return breachActNames.filter((act) => (breachActs[act].from as readonly BreachState[]).includes(state));
}

/** The clock of a breach: by when it must be reported, and what is left. It stops with the report or the decision not to. */
export function clockOf(
  breach: { state: BreachState; discoveredAt: Date; reportedAt: Date | null },
  now: Date,
): { reportBy: Date; hoursLeft: number | null; overdue: boolean } {
  const reportBy = new Date(breach.discoveredAt.getTime() + reportWithinHours * 3600_000);
  const runs = breach.state === 'discovered' || breach.state === 'assessed';
  const end = breach.reportedAt ?? (runs ? now : null);
  const left = (reportBy.getTime() - now.getTime()) / 3600_000;
  return {
    reportBy,
    hoursLeft: runs && breach.reportedAt === null ? Math.floor(left * 10) / 10 : null,
    overdue: end !== null && end > reportBy,
  };
}
