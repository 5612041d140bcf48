import type { Clock } from '../../platform/clock/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';

/** A genome as the report on a person tells of it. */
export interface StoredGenome {
  id: string;
  dataset: string;
  source: string;
  type: string;
  assay: string;
  technology: string | null;
  addedAt: string;
  state: string;
  counted: boolean;
  notCounted: string | null;
}

/** What the areas hold of one person. */
export interface StoredAbout {
  genomes: StoredGenome[];
  submissions: { id: string; dataset: string; receivedAt: string; state: string; files: number }[];
  datasets: {
    name: string;
    source: string;
    controller: string | null;
    legalBasis: string | null;
    genomes: number;
    leftAt: string | null;
  }[];
}

/** What the citizens' rights are carried out with. */
export interface PrivacyDeps {
  database: DatabaseHandle;
  clock: Clock;
  /** What other areas hold of a person, read by a database bound to whom the scope reaches. */
  storedAbout(db: Db, personNo: number): Promise<StoredAbout>;
  /** Ids of the genomes of people, by person number; asked of everybody. */
  genomesOf(personNos: readonly number[]): Promise<Map<number, string[]>>;
  /** Whose genomes these are, by genome id; asked of everybody. */
  personsOf(genomeIds: readonly string[]): Promise<Map<string, string>>;
  /** Begins an erasure in the background. */
  queueErasure(trx: Db, erasure: { genome: string; reason: string; actor: string }): Promise<void>;
  /** Begins in the background to part a person from what is held of them outside the genomes. */
  queuePersonErasure(trx: Db, erasure: { erasure: string; person: string }): Promise<void>;
}
