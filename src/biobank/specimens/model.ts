import type { Condition, Container, MaterialName, Unit } from './material.ts';
import type { CustodyAct, SpecimenState } from './status.ts';

/** A dense number of a specimen; never leaves the process, never reused. */
export type SpecimenNo = number;

export type Lineage = 'new' | 'aliquot' | 'derived' | 'pooled';

/** A specimen as it stands. */
export interface Specimen {
  specimenNo: SpecimenNo;
  /** `spc_…` */
  id: string;
  biobankNo: number;
  biobank: string;
  collection: string | null;
  barcode: string;
  requisition: string | null;
  block: string | null;
  lineage: Lineage;
  pooled: boolean;
  rootNo: SpecimenNo;
  type: MaterialName;
  container: Container | null;
  unit: Unit;
  initialAmount: number;
  amount: number;
  given: number;
  /** Nanograms in a microlitre. */
  concentration: number | null;
  thaws: number;
  sprecVersion: string | null;
  sprec: string[] | null;
  collectedAt: Date | null;
  receivedAt: Date | null;
  condition: Condition | null;
  temperature: string | null;
  state: SpecimenState;
  lastSeq: number;
  changedAt: Date;
}

/** A specimen as it leaves Idun: no dense numbers. */
export interface SpecimenAnswer
  extends Omit<Specimen, 'specimenNo' | 'biobankNo' | 'rootNo' | 'sprec' | 'lastSeq' | 'collection'> {
  collection: string | null;
  /** As it is written: `SER-SST-A-B-N-A-A`. */
  sprec: string | null;
  /** Random ids of the donors; of a pool all of them. */
  donors: string[];
}

/** An event of the chain of custody as it leaves Idun. */
export interface CustodyAnswer {
  seq: number;
  act: CustodyAct;
  happenedAt: Date;
  recordedAt: Date;
  recordedBy: string;
  fromState: SpecimenState | null;
  toState: SpecimenState;
  amountChange: number;
  thawsChange: number;
  /** The other specimen: the child that got it. */
  other: string | null;
  facts: Record<string, unknown>;
  digest: string;
  /** The entry of the audit log that names this event. */
  entry: string;
}

/** Columns of an event's facts that are the row's own; a birth has them all. */
export interface BirthFacts {
  id: string;
  lineage: Lineage;
  barcode: string;
  type: MaterialName;
  unit: Unit;
  amount: number;
  person_no?: number;
  collection_no?: number | null;
  requisition?: string | null;
  block?: string | null;
  container?: Container | null;
  concentration?: number | null;
  thaws?: number;
  sprec_version?: string | null;
  sprec?: readonly string[] | null;
  collected_at?: Date | null;
  received_at?: Date | null;
  condition?: Condition | null;
  temperature?: string | null;
}
