import type { Entry } from './machine.ts';

export const labModes = ['aliquot', 'derive', 'pool', 'run'] as const;
export type LabMode = (typeof labModes)[number];

/** Materials that are made of others. */
export const makes = [
  'dna',
  'rna',
  'cfdna',
  'plasma',
  'serum',
  'buffy-coat',
  'pbmc',
  'tissue-slide',
  'protein',
] as const;

export const runKinds = [
  'dna-extraction',
  'rna-extraction',
  'dbs-punch',
  'qc',
  'genotype-array',
  'metabolomics',
] as const;
export type RunKind = (typeof runKinds)[number];

/** What a bench asks for in a kind of run; the server knows the units and limits. */
export const measuresOf: Readonly<Record<RunKind, { product: boolean; measures: readonly string[] }>> = {
  'dna-extraction': { product: true, measures: ['concentration_ng_ul', 'a260_280', 'din'] },
  'rna-extraction': { product: true, measures: ['concentration_ng_ul', 'a260_280', 'rin'] },
  'dbs-punch': { product: false, measures: ['discs'] },
  qc: { product: false, measures: ['concentration_ng_ul', 'din', 'rin', 'volume_ul'] },
  'genotype-array': { product: false, measures: ['call_rate'] },
  metabolomics: { product: false, measures: ['glucose_mmol_l', 'creatinine_umol_l', 'crp_mg_l'] },
};

export interface Sample {
  barcode: string;
  type: string;
  has: number;
  unit: string;
  children: { barcode: string; amount: number | null }[];
}

interface Settings {
  mode: LabMode;
  /** In each new tube. */
  amount: number | null;
  /** Out of each parent, where it is not what the children hold. */
  taken: number | null;
  type: string;
  kind: RunKind;
  method: string;
  measured: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Batch extends Settings {
  samples: Sample[];
  /** New tubes that were scanned before any parent. */
  loose: string[];
}

/**
 * What the scans of a bench mean, oldest first: a specimen that is there is a parent, a code nobody has is a new tube of the last
 * parent; of a pool there is one new tube.
 */
export function batchOf(entries: readonly Entry[], settings: Settings): Batch {
  const samples: Sample[] = [];
  const loose: string[] = [];
  for (const { state, outcome, says, code } of [...entries].reverse()) {
    if (state !== 'answered') continue;
    if (outcome === 'parent') {
      const barcode = String(says['barcode'] ?? code);
      if (samples.some((one) => one.barcode === barcode)) continue;
      samples.push({
        ...{ barcode, type: String(says['type'] ?? ''), unit: String(says['unit'] ?? '') },
        ...{ has: Number(says['has'] ?? 0), children: [] },
      });
    }
    if (outcome === 'child') {
      const last = samples.at(-1);
      const amount = typeof says['amount'] === 'number' ? says['amount'] : settings.amount;
      if (last === undefined) loose.push(code);
      else if (!samples.some(({ children }) => children.some(({ barcode }) => barcode === code)))
        last.children.push({ barcode: code, amount });
    }
  }
  return { ...settings, samples, loose };
}

const childrenOf = ({ samples }: Batch) => samples.flatMap(({ children }) => children);

/** Whether everything is there that the work needs. */
export function canSend(batch: Batch): boolean {
  const { mode, samples, loose, amount, taken, method } = batch;
  const children = childrenOf(batch);
  if (samples.length === 0 || loose.length > 0) return false;
  if (mode === 'run') return method.trim() !== '';
  if (children.some((one) => (one.amount ?? amount) === null)) return false;
  if (mode === 'pool') return samples.length > 1 && children.length === 1 && taken !== null;
  return samples.length === 1 && children.length > 0 && (mode === 'aliquot' || taken !== null);
}

interface Request {
  path: string;
  body: object;
  read(answer: unknown): { id: string; barcode: string }[];
}

type Made = { id: string; barcode: string };

/** The request that a batch is; {@link canSend} has said yes. */
export function requestOf(batch: Batch): Request {
  const { mode, samples, amount, taken, type, kind, method, measured } = batch;
  const [parent] = samples;
  const children = childrenOf(batch).map(({ barcode, amount: own }) => ({ barcode, amount: own ?? amount ?? 0 }));
  const items = (answer: unknown) => (answer as { items: Made[] }).items;
  const at = `/biobank/specimens/${encodeURIComponent(parent?.barcode ?? '')}`;
  if (mode === 'aliquot') return { path: `${at}/aliquots`, body: { children }, read: items };
  if (mode === 'derive') {
    const each = children.map((child) => ({ ...child, taken: taken ?? 0 }));
    return { path: `${at}/derivatives`, body: { type, children: each }, read: items };
  }
  if (mode === 'pool') {
    const parts = samples.map(({ barcode }) => ({ code: barcode, taken: taken ?? 0 }));
    return { path: '/biobank/pools', body: { parts, child: children[0] }, read: (answer) => [answer as Made] };
  }
  const product = measuresOf[kind].product;
  return {
    path: '/biobank/runs',
    body: {
      kind,
      method: method.trim(),
      samples: samples.map(({ barcode, children: own }) => ({
        specimen: barcode,
        ...(taken !== null && { consumed: taken }),
        ...(product && amount !== null && { product: { ...(own[0] && { barcode: own[0].barcode }), amount } }),
        results: measured[barcode] ?? {},
      })),
    },
    read: (answer) =>
      (answer as { samples: { product: string | null }[] }).samples.flatMap(({ product: id }, i) =>
        id === null ? [] : [{ id, barcode: samples[i]?.children[0]?.barcode ?? id }],
      ),
  };
}
