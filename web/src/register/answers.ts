import type { AsOf } from '../api/answers.ts';

/** A number of people as it may leave; null is protected, and `protected` says as what. */
export interface Shown {
  persons: number | null;
  protected?: string;
}

/** A value, or a cell of a table. */
export interface ShownCell extends Shown {
  specimens?: number | null;
}

export interface ShownCounts extends Shown {
  specimens: number | null;
  genomes: number | null;
}

/** What every answer of the register says of itself. */
export interface Answered {
  /** `coming` is a version of the data that is being placed; these counts are not of it yet. */
  asOf: AsOf & { coming?: number };
  milliseconds: number;
  /** Whether these are the counts of an earlier question, which differs by too few people for counts of its own. */
  held?: boolean;
  /** Numbers are rounded to it; 1 is exact. */
  roundedTo: number;
}

export interface FunnelAnswer extends Answered {
  everybody: ShownCounts;
  steps: { left: ShownCounts; alone: ShownCounts }[];
}

export type CountAnswer = Answered & ShownCounts;

export interface FacetValue extends ShownCell {
  value: string;
}

export interface FacetsAnswer extends Answered {
  counts: ShownCounts;
  facets: Record<string, FacetValue[] | undefined>;
  codes: FacetValue[][];
}

export interface CrossCell extends ShownCell {
  row: string;
  column: string;
}
export interface CrossAnswer extends Answered {
  cells: CrossCell[];
}

export interface OverlapCell extends Shown {
  in: number[];
}
export interface OverlapAnswer extends Answered {
  cells: OverlapCell[];
}

export interface Lag extends ShownCell {
  fromDays: number;
}
export interface LagsAnswer extends Answered {
  lags: Lag[];
}

export interface CoursesAnswer extends Answered {
  courses: (Shown & { course: string })[];
  others: Shown;
}

export interface MatchRule {
  sex: boolean;
  region: boolean;
  birthYears: number;
  samplingDays: number | null;
  biobank: boolean;
}
export interface MatchAnswer extends Answered {
  cases: Shown;
  controls: Shown;
  casesByControls: Shown[];
  relaxations: { relaxed: keyof MatchRule; rule: MatchRule; controls: Shown; casesByControls: Shown[] }[];
}

export interface PowerAnswer {
  detectableOddsRatio: number | null;
  powers?: number[];
}

export interface ContentsAnswer {
  words: Record<string, string[]>;
  registers: { name: string; events: number; codes: number }[];
  asOf: AsOf;
}

/** A register or biobank of the public catalogue, as far as the search reads it. */
export interface CatalogueItem {
  feed: string;
  title: { da: string; en: string };
  owner: string;
  kind: string;
  registers: string[];
  from: string | null;
  to: string | null;
  permit: { da: string; en: string } | null;
  demo: boolean;
  updatedAt: string;
  variables: { name: string; list: { system: string } | null }[];
}

export interface CodeNode {
  code: string;
  text: string;
  parent: string | null;
  below: number;
}
