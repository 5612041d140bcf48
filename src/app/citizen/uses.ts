import { type Agreement, listAgreements, presentChoices } from '../../trust/consent/index.ts';
import { datasetsAbout } from './stored-about.ts';
import { type Citizen, decide } from './who.ts';

/** Whether the citizen may take this consent back for the person. */
export const mayWithdraw = (citizen: Citizen, { state, kind, selfFromAge }: Agreement): boolean =>
  state === 'in-force' && decide(citizen, kind, selfFromAge).allowed;

/** A consent as a citizen's page shows it. */
export function describeAgreement(citizen: Citizen, agreement: Agreement) {
  const { id, code, version, kind, titleDa, titleEn, givenAt, givenBy, validTo, endedAt, state } = agreement;
  return {
    ...{ id, givenBy, state },
    form: { code, version, kind, title: { da: titleDa, en: titleEn } },
    givenAt: givenAt.toISOString(),
    validTo: validTo?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    mayWithdraw: mayWithdraw(citizen, agreement),
  };
}

/** What uses the person's data, or did: datasets that hold genomes, and consents to projects and biobanks. */
export async function listUses(citizen: Citizen) {
  const { db, person } = citizen;
  const out = (await presentChoices(db, person.personNo)).find(({ scope }) => scope === 'genetic');
  const agreements = await listAgreements(db, person.personNo);
  const canLeave = decide(citizen, 'project').allowed;
  const datasets = (await datasetsAbout(db, person.personNo)).map((dataset) => {
    const agreement = agreements.find((one) => one.dataset === dataset.name && one.state === 'in-force');
    const choice = out === undefined ? null : ('opted-out' as const);
    const stopped = dataset.leftAt === null ? choice : ('left-dataset' as const);
    const until = dataset.leftAt ?? out?.since ?? null;
    return {
      kind: 'dataset' as const,
      ...{
        name: dataset.name,
        controller: dataset.controller,
        purpose: dataset.purpose,
        legalBasis: dataset.legalBasis,
        stopped,
      },
      title: null,
      since: dataset.since.toISOString(),
      until: until?.toISOString() ?? null,
      inUse: stopped === null && dataset.current > 0,
      agreement: agreement?.id ?? null,
      canLeave: canLeave && dataset.leftAt === null && dataset.source === 'research',
    };
  });
  const consents = agreements.map((agreement) => ({
    kind: 'agreement' as const,
    name: agreement.code,
    title: { da: agreement.titleDa, en: agreement.titleEn },
    controller: null,
    purpose: null,
    legalBasis: null,
    since: agreement.givenAt.toISOString(),
    until: (agreement.endedAt ?? agreement.validTo)?.toISOString() ?? null,
    inUse: agreement.state === 'in-force',
    stopped: agreement.state === 'in-force' ? null : agreement.state,
    agreement: agreement.id,
    canLeave: mayWithdraw(citizen, agreement),
  }));
  return [...datasets, ...consents];
}
