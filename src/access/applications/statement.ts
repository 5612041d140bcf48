import type { Statement } from '../approvals/index.ts';
import type { Answers } from './form-model.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
const list = (value: unknown): string[] | undefined => (Array.isArray(value) ? value.map(String) : undefined);

/** What the answers state about the project, in the terms that conditions are compared with. */
export function statementOf(answers: Answers, project: string | null): Statement {
  const kinds = list(answers['dataKinds']);
  const mapping = text(answers['genomeMapping']);
  const applicant = text(answers['applicant']);
  return {
    purposes: list(answers['purposes']),
    diseases: list(answers['diseases']),
    commercial: flag(answers['commercial']),
    forProfit: applicant === undefined ? undefined : applicant === 'company',
    genetic:
      kinds === undefined ? undefined : kinds.includes('genomes') || (mapping !== undefined && mapping !== 'none'),
    methodsOnly: flag(answers['methodsOnly']),
    ancestry: flag(answers['ancestry']),
    // An ethics committee says yes before any custodian is asked, unless only registers are used.
    ethics: kinds === undefined ? undefined : needsEthics(answers),
    publishes: flag(answers['publishes']),
    publishesFrom: text(answers['publishesFrom']),
    collaborates: flag(answers['collaborates']),
    returns: flag(answers['returns']),
    months: typeof answers['months'] === 'number' ? answers['months'] : undefined,
    countries: list(answers['countries']),
    institutions: text(answers['institutions']) === undefined ? undefined : [text(answers['institutions'])!],
    project: project ?? undefined,
  };
}

/** Research on specimens and genomes is for a committee (Committee Act § 14); on registers alone it is not. */
export function needsEthics(answers: Answers): boolean {
  const kinds = list(answers['dataKinds']) ?? [];
  return kinds.includes('specimens') || kinds.includes('genomes');
}

/** Whether a company pays. */
export function payerOf(answers: Answers): 'public' | 'company' {
  return answers['applicant'] === 'company' ? 'company' : 'public';
}
