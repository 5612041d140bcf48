import type { Command } from 'commander';
import type { CliContext } from './context.ts';

/** Adds an area's commands to the program. */
export type RegisterArea = (program: Command, context: CliContext) => void;

interface Area {
  /** The commands it adds to `idun`. */
  commands: readonly string[];
  load(): Promise<RegisterArea>;
}

/** The areas of the command line; a new one is one line. */
export const areas: readonly Area[] = [
  { commands: ['demo'], load: async () => (await import('./demo.ts')).registerDemo },
  { commands: ['start'], load: async () => (await import('./start.ts')).registerStart },
  { commands: ['database'], load: async () => (await import('./database.ts')).registerDatabase },
  { commands: ['people'], load: async () => (await import('./people.ts')).registerPeople },
  { commands: ['consent'], load: async () => (await import('./consent.ts')).registerConsent },
  { commands: ['variants'], load: async () => (await import('./variants.ts')).registerVariants },
  { commands: ['knowledge'], load: async () => (await import('./knowledge.ts')).registerKnowledge },
  { commands: ['session'], load: async () => (await import('./session.ts')).registerSession },
  { commands: ['genomes'], load: async () => (await import('./genomes.ts')).registerGenomes },
  { commands: ['genomes'], load: async () => (await import('./genome-calls.ts')).registerGenomeCalls },
  { commands: ['reference'], load: async () => (await import('./references.ts')).registerReferences },
  { commands: ['submissions'], load: async () => (await import('./submissions.ts')).registerSubmissions },
  { commands: ['reporting', 'send'], load: async () => (await import('./reporting.ts')).registerReporting },
  { commands: ['backup', 'restore'], load: async () => (await import('./backup.ts')).registerBackup },
  { commands: ['register'], load: async () => (await import('./register-feeds.ts')).registerFeedCommands },
  { commands: ['register'], load: async () => (await import('./register-search.ts')).registerSearchCommands },
  { commands: ['register'], load: async () => (await import('./register-catalogue.ts')).registerCatalogueCommands },
  { commands: ['cohorts'], load: async () => (await import('./cohorts.ts')).registerCohorts },
  { commands: ['access'], load: async () => (await import('./access.ts')).registerAccess },
  { commands: ['biobank'], load: async () => (await import('./biobank.ts')).registerBiobank },
  { commands: ['biobank'], load: async () => (await import('./dispensing.ts')).registerDispensing },
  { commands: ['biobank'], load: async () => (await import('./storage.ts')).registerStorage },
  { commands: ['biobank'], load: async () => (await import('./temperatures.ts')).registerTemperatures },
  { commands: ['biobank'], load: async () => (await import('./robots.ts')).registerRobots },
  { commands: ['care'], load: async () => (await import('./care.ts')).registerCare },
  { commands: ['keys'], load: async () => (await import('./keys.ts')).registerKeys },
  { commands: ['audit'], load: async () => (await import('./audit.ts')).registerAudit },
  { commands: ['accounts'], load: async () => (await import('./accounts.ts')).registerAccounts },
  { commands: ['reviews'], load: async () => (await import('./reviews.ts')).registerReviews },
  { commands: ['organisations'], load: async () => (await import('./organisations.ts')).registerOrganisations },
  { commands: ['egress'], load: async () => (await import('./egress.ts')).registerEgress },
  { commands: ['gdpr'], load: async () => (await import('./gdpr.ts')).registerGdpr },
  { commands: ['datasets'], load: async () => (await import('./datasets.ts')).registerDatasets },
  { commands: ['datasets'], load: async () => (await import('./dataset-terms.ts')).registerDatasetTerms },
];
