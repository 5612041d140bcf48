import { cohortsFrozenByOthers } from '../../register/cohorts/index.ts';
import { readAs } from '../../trust/scope/index.ts';
import { datasetsGrown, submissionsEnded } from './archive-store.ts';
import type { ChangeKind } from './cards.ts';
import { genomesSince, openingsSince, relationsBegun } from './care-store.ts';
import { openingsToProjects } from './governance-store.ts';
import type { Change } from './model.ts';
import { choicesSince, headSince, lookedAtSince } from './oversight-store.ts';
import { accountsMade, type RightRow, rightsEnded, rightsGiven } from './rights-store.ts';
import { datasetsOfScope, looksAfter } from './waiting.ts';
import type { Who } from './who.ts';

async function submissions(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('genomes.submissions.read');
  if (scope === null) return [];
  const rows = await submissionsEnded(readAs(who.db, scope, 'metadata'), datasetsOfScope(scope), who.since);
  return rows.map((row) => ({
    kind: 'submission.ended',
    id: row.id,
    href: `/submissions/${row.id}`,
    label: row.dataset,
    facts: { state: row.state, genomes: row.genomes },
    at: row.at.toISOString(),
  }));
}

async function patientGenomes(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('genomes.metadata.read');
  if (scope === null) return [];
  return (await genomesSince(readAs(who.db, scope, 'metadata'), who.since)).map((row) => ({
    kind: 'patient.genome',
    id: row.id,
    href: `/patients/${row.person}`,
    label: row.personName ?? row.person,
    facts: { genome: row.id, dataset: row.dataset, type: row.type },
    at: row.at.toISOString(),
  }));
}

async function relations(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('care.relation.read');
  if (scope === null) return [];
  const rows = await relationsBegun(readAs(who.db, scope, 'metadata'), {
    organisationNo: who.session.organisationNo,
    since: who.since,
    now: who.now,
  });
  return rows.map((row) => ({
    kind: 'relation.begun',
    id: row.id,
    href: `/patients/${row.person}`,
    label: row.personName ?? row.person,
    facts: { relation: row.kind },
    at: row.begunAt.toISOString(),
  }));
}

// Which data sets are open to a project is public; a project's own member is told of the own one.
async function projects(who: Who): Promise<Change[]> {
  if ((await who.scopeFor('datasets.read')) === null) return [];
  const project = who.role === 'researcher' ? who.session.organisationNo : null;
  return (await openingsToProjects(who.db, { project, since: who.since })).map((row) => ({
    kind: 'project.opened',
    id: row.id,
    href: `/datasets?project=${row.projectId}`,
    label: row.project,
    facts: { dataset: row.dataset },
    at: row.from.toISOString(),
  }));
}

async function cohorts(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('cohorts.use');
  if (scope === null) return [];
  return (await cohortsFrozenByOthers(who.db, scope, who.since)).map((row) => ({
    kind: 'cohort.frozen',
    id: `${row.id}-${row.version}`,
    href: `/cohorts/${row.id}`,
    label: row.name,
    facts: { version: row.version },
    at: row.frozenAt.toISOString(),
  }));
}

// How many genomes a data set holds is public; of whom they are is not.
async function datasets(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('datasets.read');
  if (scope === null) return [];
  return (await datasetsGrown(readAs(who.db, scope, 'counts'), who.since)).map((row) => ({
    kind: 'dataset.grown',
    id: row.name,
    href: `/datasets/${encodeURIComponent(row.name)}`,
    label: row.name,
    facts: { genomes: row.genomes, source: row.source, synthetic: row.demo ? 1 : 0 },
    at: row.at.toISOString(),
  }));
}

const rightChange = (kind: ChangeKind) => (row: RightRow) => ({
  kind,
  id: row.id,
  href: `/administration/accounts/${row.account}`,
  label: row.accountName,
  facts: { role: row.role, organisation: row.organisation, by: row.by },
  at: row.at.toISOString(),
});

async function whoMaySeeAccounts(who: Who, read: () => Promise<Change[]>): Promise<Change[]> {
  return (await who.scopeFor('accounts.read')) === null ? [] : await read();
}

const given = (who: Who) =>
  whoMaySeeAccounts(who, async () =>
    (await rightsGiven(who.db, who.since, await looksAfter(who))).map(rightChange('rights.given')),
  );
const ended = (who: Who) =>
  whoMaySeeAccounts(who, async () =>
    (await rightsEnded(who.db, who.since, await looksAfter(who))).map(rightChange('rights.ended')),
  );
const made = (who: Who) =>
  whoMaySeeAccounts(who, async () =>
    (await accountsMade(who.db, who.since, await looksAfter(who))).map((row) => ({
      kind: 'account.made',
      id: row.id,
      href: `/administration/accounts/${row.id}`,
      label: row.name,
      facts: {},
      at: row.at.toISOString(),
    })),
  );

async function emergencies(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('care.break-glass.review');
  if (scope === null) return [];
  return (await openingsSince(readAs(who.db, scope, 'metadata'), who.since)).map((row) => ({
    kind: 'emergency.opened',
    id: row.id,
    href: '/privacy/emergency',
    label: row.accountName,
    facts: { reason: row.reason },
    at: row.openedAt.toISOString(),
  }));
}

async function choices(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('consent.read');
  const reading = scope === null ? who.db : readAs(who.db, scope, 'metadata');
  const { changed, epoch, at } = await choicesSince(reading, who.since);
  if (at <= who.since) return [];
  return [
    {
      kind: 'choices.changed',
      id: `epoch-${epoch}`,
      href: null,
      label: null,
      // How many is for those who may read choices; for the others it is enough that answers may differ from yesterday's.
      facts: { changed: scope === null ? null : changed, epoch },
      at: at.toISOString(),
    },
  ];
}

async function head(who: Who): Promise<Change[]> {
  const found = await headSince(who.db, who.since);
  if (found === undefined || found.size === found.before) return [];
  const { size, signedAt, before } = found;
  return [
    {
      kind: 'log.head',
      id: `head-${size}`,
      href: '/audit/heads',
      label: null,
      facts: { added: size - before, size },
      at: signedAt.toISOString(),
    },
  ];
}

async function lookedAt(who: Who): Promise<Change[]> {
  const scope = await who.scopeFor('audit.own.read');
  const person = who.session.personId;
  if (scope === null || person === null) return [];
  const { count, at } = await lookedAtSince(who.db, { person, account: who.accountId, since: who.since });
  if (at === null) return [];
  return [
    { kind: 'own.looked-at', id: 'looked-at', href: '/me/log', label: null, facts: { count }, at: at.toISOString() },
  ];
}

/** Where each kind of change comes from. */
export const changesOf: Readonly<Record<ChangeKind, (who: Who) => Promise<Change[]>>> = {
  'submission.ended': submissions,
  'patient.genome': patientGenomes,
  'relation.begun': relations,
  'dataset.grown': datasets,
  'project.opened': projects,
  'cohort.frozen': cohorts,
  'account.made': made,
  'rights.given': given,
  'rights.ended': ended,
  'emergency.opened': emergencies,
  'choices.changed': choices,
  'log.head': head,
  'own.looked-at': lookedAt,
};
