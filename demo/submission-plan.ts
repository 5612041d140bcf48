import { type CivilDay, demoToday } from './civil-days.ts';
import { cohortDataset, facilityDatasets, regionDatasets } from './datasets.ts';
import type { DemoDataset } from './manifest.ts';
import type { PatientGroup } from './nation.ts';
import { planDeliveries, type Sampling, type SequencedFamily, type SequencedGenome } from './sampling.ts';

/** What goes in through the front door together, before it is written. */
export interface PlannedSubmission {
  readonly id: string;
  readonly dataset: DemoDataset;
  readonly kind: SequencedGenome['kind'];
  /** Index of the region or of the facility's part. */
  readonly unit: number;
  readonly families: readonly SequencedFamily[];
  readonly genomes: readonly SequencedGenome[];
  readonly group: PatientGroup | null;
  readonly receivedOn: CivilDay;
}

/** Third region: long reads, and no word about where its genomes can be called. */
export const longReadUnit = 2;

/** Puts the sequenced families into submissions, in the order in which they arrive. */
export function planSubmissions(sampling: Sampling): PlannedSubmission[] {
  const cohort = {
    dataset: cohortDataset,
    kind: 'research' as const,
    unit: 0,
    families: sampling.research,
    group: null,
    receivedOn: demoToday - 480,
  };
  const regional = planDeliveries(sampling.families, 3, 0).map((delivery) => ({
    ...delivery,
    kind: 'family' as const,
    dataset: regionDatasets[delivery.unit]!,
  }));
  const facility = planDeliveries(sampling.facility, 2, 5).map((delivery) => ({
    ...delivery,
    kind: 'facility' as const,
    dataset: facilityDatasets[delivery.unit]!,
  }));
  return [cohort, ...regional, ...facility]
    .sort((a, b) => a.receivedOn - b.receivedOn)
    .map((plan, i) => ({
      ...plan,
      id: `S${String(i + 1).padStart(2, '0')}`,
      genomes: plan.families.flatMap(({ genomes }) => genomes),
    }));
}
