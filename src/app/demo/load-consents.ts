import type { Db } from '../../platform/database/index.ts';
import {
  listForms,
  type NewForm,
  publishForm,
  recordAgreement,
  recordKnownOptOuts,
  withdrawAgreement,
} from '../../trust/consent/index.ts';
import { ageOn, findByIdentifiers } from '../../trust/people/index.ts';
import { demoNamespace } from './load-people.ts';
import type { DemoPersonRow } from './people-file.ts';

const actor = { kind: 'system', id: 'demo' } as const;

/** The demo nation's consent forms; the cohort's was written anew once. */
const forms: readonly NewForm[] = [
  {
    ...{ code: 'demo-cohort', kind: 'project', dataset: 'demo-cohort', uses: ['research', 'genome-research'] },
    ...{ titleDa: 'Deltagelse i Demokohorten (syntetisk)', titleEn: 'Taking part in the demo cohort (synthetic)' },
  },
  {
    ...{ code: 'demo-biobank', kind: 'biobank', uses: ['research', 'biobank', 'recontact'] },
    ...{ titleDa: 'Prøver i Demobiobanken (syntetisk)', titleEn: 'Samples in the demo biobank (synthetic)' },
  },
  {
    ...{ code: 'demo-wgs', kind: 'care' },
    ...{
      titleDa: 'Samtykke til omfattende genetisk analyse (syntetisk)',
      titleEn: 'Consent to comprehensive genetic analysis (synthetic)',
    },
  },
];

/** Opt-outs, forms and consents of the demo nation; once. */
export async function loadConsents(trx: Db, rows: readonly DemoPersonRow[]): Promise<void> {
  const published = await listForms(trx);
  if (published.some(({ code }) => code === 'demo-cohort')) return;
  for (const form of forms) await publishForm(trx, { ...form, demo: true });
  const people = await findByIdentifiers(
    trx,
    demoNamespace,
    rows.filter(({ optOut, consents }) => optOut !== null || consents.length > 0).map(({ person }) => person),
  );
  const numberOf = (row: DemoPersonRow) => people.get(row.person)!.personNo;
  await recordKnownOptOuts(
    trx,
    rows.flatMap((row) =>
      (row.optOut?.scopes ?? []).map((scope) => ({
        ...{ personNo: numberOf(row), scope, since: row.optOut!.on, source: 'register' as const },
      })),
    ),
    actor,
  );
  for (const row of rows) {
    for (const { form, givenOn, withdrawnOn } of row.consents) {
      const child = ageOn({ date: row.born, precision: 'day' }, givenOn) < 18;
      const given = { personNo: numberOf(row), form, givenAt: new Date(givenOn), actor };
      const { id } = await recordAgreement(trx, { ...given, givenBy: child ? 'guardian' : 'self' });
      // Biobanks are not connected yet: nothing rests on this one that would have to be left.
      if (withdrawnOn !== null) await withdrawAgreement(trx, id, actor);
    }
  }
}
