/** What the stores tell apart: counts of groups, who carries, single calls, and data about data. */
export type Reading = 'counts' | 'carriers' | 'calls' | 'metadata';

interface ActFacts {
  /** What somebody does, in plain words: a row of the published table. */
  what: string;
  /** What of the stores it opens. */
  opens: readonly Reading[];
}

/**
 * Everything that can be done, one row each: `area.thing.verb`. Who may is in `policies/`, which route does it stands at the
 * route (`config.act`). A route without an act is not registered.
 */
export const acts = {
  'archive.overview.read': { what: 'See size, growth and running work of the database', opens: ['counts'] },
  'references.read': { what: 'Read reference genomes and genes', opens: [] },
  'search.use': { what: 'Search variants, regions, genes and data sets', opens: ['counts'] },

  'variants.counts.read': { what: 'Read allele counts of groups', opens: ['counts'] },
  'variants.carriers.read': { what: 'See who carries a variant', opens: ['carriers'] },
  'genomes.metadata.read': {
    what: 'Read what is known of a genome: sample, data set, quality, history',
    opens: ['metadata'],
  },
  'genomes.calls.read': { what: 'Read the calls of one genome', opens: ['calls'] },
  'genomes.families.read': { what: 'Read the families of a data set', opens: ['metadata'] },
  'genomes.submissions.read': { what: 'Follow submissions', opens: ['metadata'] },
  'genomes.submissions.create': { what: 'Submit genomes', opens: ['metadata'] },
  'genomes.submissions.decide': { what: 'Release, reject or retract a submission', opens: ['metadata'] },
  'genomes.erase': { what: 'Erase a genome by law or error', opens: ['metadata'] },
  'datasets.read': { what: 'Read which data sets there are, who controls them and on what basis', opens: ['counts'] },
  'datasets.terms.change': {
    what: 'State controller, processors, basis, purpose, retention and agreement',
    opens: ['metadata'],
  },
  'datasets.controller.change': { what: 'Pass a data set to another controller', opens: ['metadata'] },
  'datasets.grant': { what: 'Open a data set to a project', opens: ['metadata'] },

  'reporting.send': { what: 'Report files to the database and prove their receipt', opens: ['metadata'] },

  'people.find': { what: 'Find people by name or id', opens: ['metadata'] },
  'people.identify': { what: 'Find a person by civil registration number', opens: ['metadata'] },
  'people.read': { what: 'Read a person: names, identifiers, family', opens: ['metadata'] },
  'people.change': { what: 'Correct a person, link a sample, replace a number', opens: ['metadata'] },
  'people.merge': { what: 'Merge or un-merge identities', opens: ['metadata'] },
  'people.own.read': { what: 'Read what is stored about oneself or one’s child', opens: ['metadata'] },

  'consent.own.read': { what: 'Read one’s own choices', opens: ['metadata'] },
  'consent.own.change': { what: 'Change one’s own choices', opens: ['metadata'] },
  'consent.read': { what: 'Read a person’s choices and consents', opens: ['metadata'] },
  'consent.any.change': { what: 'Record a choice or consent for a person', opens: ['metadata'] },
  'consent.register.import': { what: 'Import the opt-out register', opens: ['metadata'] },
  'consent.counted.read': { what: 'See who was counted on a past date', opens: ['counts'] },

  'care.relation.read': { what: 'See care relations', opens: ['metadata'] },
  'care.relation.manage': { what: 'Begin and end care relations', opens: ['metadata'] },
  'care.break-glass': { what: 'Open one patient in an emergency, with a reason', opens: ['metadata'] },
  'care.break-glass.review': { what: 'Review emergency openings', opens: ['metadata'] },

  'audit.own.read': { what: 'See who looked at oneself or one’s child', opens: ['metadata'] },
  'audit.all.read': { what: 'Search the whole log and export it with proofs', opens: ['metadata'] },
  'audit.security.read': { what: 'See unusual reading', opens: ['metadata'] },
  'audit.proof.read': { what: 'Read signed heads and proofs of the log', opens: [] },

  'accounts.read': { what: 'See accounts and roles', opens: ['metadata'] },
  'accounts.manage': { what: 'Make and close accounts, give and take roles', opens: ['metadata'] },
  'accounts.review': { what: 'Confirm rights in the periodic review', opens: ['metadata'] },
  'accounts.own.manage': { what: 'Manage one’s own passkeys, tokens and sessions', opens: [] },
  'accounts.own.secure': { what: 'Change how one signs in, make tokens for programs', opens: [] },
  'organisations.read': { what: 'See organisations', opens: [] },
  'organisations.manage': { what: 'Make and change organisations', opens: ['metadata'] },

  'gdpr.access-report': { what: 'Make the access report of a citizen', opens: ['metadata'] },
  'gdpr.own.access-report': { what: 'Get the access report of oneself or one’s child', opens: ['metadata'] },
  'gdpr.record-of-processing.read': { what: 'Read the record of processing activities', opens: ['counts'] },
  'gdpr.erase': { what: 'Erase a citizen by law or error, with a certificate', opens: ['metadata'] },
  'gdpr.breach.manage': { what: 'Register a breach and run its 72-hour clock', opens: ['metadata'] },

  'access.forms.read': {
    what: 'Read forms, conditions, price lists and guidance of the coordinating centre',
    opens: [],
  },
  'access.enquiries.use': {
    what: 'Ask the coordinating centre, and follow one’s project’s questions',
    opens: ['metadata'],
  },
  'access.enquiries.answer': { what: 'Answer or pass on questions of researchers', opens: ['metadata'] },
  'access.applications.read': { what: 'Read applications one has a part in', opens: ['metadata'] },
  'access.applications.write': {
    what: 'Write, submit and withdraw applications of one’s project',
    opens: ['metadata'],
  },
  'access.applications.process': { what: 'Check, return and pass on applications', opens: ['metadata'] },
  'access.approvals.decide': { what: 'Give or refuse one’s own part of an application', opens: ['metadata'] },
  'access.rules.manage': {
    what: 'Change the rules of a biobank, register or committee, and the forms',
    opens: ['metadata'],
  },
  'access.permits.read': { what: 'Read permits one has a part in', opens: ['metadata'] },
  'access.permits.manage': { what: 'Issue, suspend, end and revoke permits', opens: ['metadata'] },
  'access.visas.use': { what: 'Take one’s permits along as GA4GH visas', opens: ['metadata'] },
  'access.relinking.ask': {
    what: 'Ask who is behind a project’s pseudonym, and open it once a second person agrees',
    opens: ['metadata'],
  },
  'access.relinking.agree': { what: 'Agree to the relinking of a pseudonym, or refuse it', opens: ['metadata'] },
  'access.projects.read': { what: 'Read which projects are approved, and how long the steps take', opens: [] },
  'register.catalogue.read': { what: 'Read the catalogue of registers, biobanks and variables', opens: [] },
  'register.catalogue.keep': { what: 'Write the catalogue’s entries of one’s own biobank', opens: [] },
  'register.catalogue.import': { what: 'Import entries of the catalogue from another one', opens: [] },
  'register.codes.read': { what: 'Read lists of codes and search them', opens: [] },
  'register.search': { what: 'Count people, specimens and genomes in the register', opens: ['counts'] },
  'register.power': { what: 'Reckon the power and price of a study', opens: [] },
  'register.feeds.read': { what: 'Read the feeds of the register: versions and quality reports', opens: ['metadata'] },
  'register.feeds.load': {
    what: 'Load, replace and retract feeds and lists of codes of the register',
    opens: ['metadata'],
  },
  'cohorts.use': { what: 'Build and save cohorts with counts', opens: ['counts'] },
  'biobank.specimens.read': { what: 'See specimens, their custody and results', opens: ['metadata'] },
  'biobank.own.read': { what: 'See one’s own or one’s child’s specimens', opens: ['metadata'] },
  'biobank.reception.read': {
    what: 'Read deliveries, orders, discrepancies and what comes and leaves',
    opens: ['metadata'],
  },
  'biobank.specimens.receive': { what: 'Order and receive specimens, decide on discrepancies', opens: ['metadata'] },
  'biobank.specimens.process': {
    what: 'Aliquot, derive, pool, assay, label and correct specimens',
    opens: ['metadata'],
  },
  'biobank.specimens.import': { what: 'Take over an existing inventory of specimens', opens: ['metadata'] },
  'biobank.dispensing.read': { what: 'See reservations and shipments of specimens', opens: ['metadata'] },
  'biobank.dispensing.reserve': { what: 'Reserve specimens for a project', opens: ['metadata'] },
  'biobank.dispensing.dispense': { what: 'Check out, ship and take back specimens', opens: ['metadata'] },
  'biobank.shipments.receive': {
    what: 'Receive tubes sent to one’s project, and give data back',
    opens: ['metadata'],
  },
  'biobank.storage.read': { what: 'See freezers, where specimens stand, and temperatures', opens: ['metadata'] },
  'biobank.storage.place': { what: 'Place and move specimens and racks, check racks', opens: ['metadata'] },
  'biobank.storage.manage': { what: 'Set up freezers, racks and limits of temperature', opens: ['metadata'] },
  'biobank.manage': { what: 'Make biobanks and collections', opens: ['metadata'] },

  'jobs.read': { what: 'See background work', opens: [] },
  'operation.keys.rotate': { what: 'Rotate keys', opens: [] },
  'operation.egress.read': { what: 'See what this server sent out, and what it was refused to send', opens: [] },
} as const satisfies Record<string, ActFacts>;

/** Something that can be done. */
export type Act = keyof typeof acts;

/** Whether a text is an act. */
export function isAct(text: string): text is Act {
  return Object.hasOwn(acts, text);
}

/** What a route declares: an act, or that anybody, or anybody who has signed in, may ask. */
export type RouteAct = Act | 'public' | 'signed-in';
