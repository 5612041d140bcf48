import type { Db } from '../../platform/database/index.ts';
import { bilingual, type Feed, readFeeds, type Text } from '../feeds/index.ts';

/** A variable that researchers may apply for. */
export interface CatalogueVariable {
  name: string;
  title: Text;
  meaning: Text | null;
  /** Key of the list its codes are of, with the version that was checked. */
  list: { system: string; version: number | null } | null;
  unit: string | null;
  /** Share of rows that say something, of the version that answers. */
  filled: number | null;
}

/** A register or a biobank as the public may read of it. */
export interface CatalogueEntry {
  feed: string;
  title: Text;
  /** Who keeps it and answers for it. */
  owner: string;
  kind: 'persons' | 'specimens' | 'events' | 'mixed';
  registers: string[];
  /** Days of its first and last row, YYYY-MM-DD. */
  from: string | null;
  to: string | null;
  /** Null, as the days are, below the public's minimum of people. */
  rows: number | null;
  people: number | null;
  /** What a permit for it needs. */
  permit: Text | null;
  variables: CatalogueVariable[];
  updatedAt: Date;
  demo: boolean;
}

/** Fewer people than these are not told to the public. */
export const fewestPeople = 10;

/** What lies in the register, from the feeds that answer: computed, so that it cannot say anything else than they do. */
export async function readCatalogue(db: Db): Promise<CatalogueEntry[]> {
  const feeds = await readFeeds(db);
  return feeds.filter(({ newest }) => newest.state === 'current').map(entryOf);
}

function entryOf({ key, title, custodian, registers, demo, newest }: Feed): CatalogueEntry {
  const { description, report, loadedAt } = newest;
  const text = (given: string | Text | undefined): Text | null => (given === undefined ? null : bilingual(given));
  const tabular = 'table' in description ? description : null;
  const systemOf = (column: string): string | undefined =>
    Object.values(tabular?.columns ?? {}).find((one) => one.column === column)?.system;
  return {
    ...{ feed: key, title, owner: custodian, registers, demo },
    kind: tabular?.table ?? 'mixed',
    ...(report.people < fewestPeople
      ? { from: null, to: null, rows: null, people: null }
      : { from: report.from, to: report.to, rows: report.kept, people: report.people }),
    updatedAt: loadedAt,
    permit: text(description.permit),
    variables: description.variables.map((one) => {
      const system = one.system ?? systemOf(one.column);
      return {
        ...{ name: one.column, title: text(one.title)!, meaning: text(one.meaning), unit: one.unit ?? null },
        list: system === undefined ? null : { system, version: report.lists[system] ?? null },
        filled: report.filled[one.column] ?? null,
      };
    }),
  };
}
