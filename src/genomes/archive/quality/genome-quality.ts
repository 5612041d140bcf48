import { inferSex } from '../../../genetics/relatedness/index.ts';
import type { GenomeCounters } from '../ingestion.ts';
import type { AnalysisType, Assay, Finding, GenomeQc, Sex } from '../model.ts';
import { makeFinding } from './finding.ts';
import { qcRules } from './qc-rules.ts';

/** A genome of the submission as the rules see it. */
export interface QcGenome {
  id: string;
  sample: string;
  sex: Sex;
  counters: GenomeCounters;
}

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);

/** What the report shows of one genome. Pure: counters in, figures out. */
export function describeGenome({ id, sample, sex, counters: c }: QcGenome): GenomeQc {
  const inferred = inferSex(c);
  return {
    id,
    sample,
    sexDeclared: sex,
    sexInferred: inferred.sex,
    het: c.het,
    homAlt: c.homAlt,
    hetHom: ratio(c.het, c.homAlt),
    tiTv: ratio(c.ti, c.tv),
    missing: c.missing,
    missingRate: ratio(c.missing, c.missing + c.calls),
    calls: c.calls,
    snvs: c.snvs,
    indels: c.indels,
    xHetRate: inferred.xHetRate,
    yCalls: c.yCalls,
  };
}

const percent = (share: number): string => (share * 100).toFixed(1);
const decimals = (value: number): string => value.toFixed(2);

/** Findings of one genome: sex, Ti/Tv, het/hom, missing calls. Ratios are those of inherited variants; panels have too few. */
export function judgeGenome(genome: QcGenome, assay: Assay, type: AnalysisType = 'germline'): Finding[] {
  const qc = describeGenome(genome);
  return [...judgeSex(genome, qc), ...(type === 'germline' ? judgeRatios(qc, assay) : []), ...judgeMissing(qc)];
}

function judgeSex({ counters }: QcGenome, qc: GenomeQc): Finding[] {
  const place = { genome: qc.id };
  const parameters = { sample: qc.sample, xHetPercent: percent(qc.xHetRate ?? 0), yCalls: qc.yCalls };
  if (qc.sexDeclared !== 'unknown' && qc.sexInferred !== 'unknown' && qc.sexDeclared !== qc.sexInferred) {
    return [makeFinding('sex-mismatch', { ...parameters, declared: qc.sexDeclared, inferred: qc.sexInferred }, place)];
  }
  return inferSex(counters).conflict ? [makeFinding('sex-conflict', parameters, place)] : [];
}

function judgeRatios(qc: GenomeQc, assay: Assay): Finding[] {
  const findings: Finding[] = [];
  const place = { genome: qc.id };
  const tiTv = qcRules['ti-tv'].thresholds;
  if (assay !== 'panel' && qc.tiTv !== null && qc.snvs >= tiTv.fewestSnvs) {
    const [low, high] = assay === 'wgs' ? [tiTv.wgsLow, tiTv.wgsHigh] : [tiTv.wesLow, tiTv.wesHigh];
    if (qc.tiTv < low || qc.tiTv > high) {
      findings.push(makeFinding('ti-tv', { sample: qc.sample, low, high, assay, value: decimals(qc.tiTv) }, place));
    }
  }
  const hetHom = qcRules['het-hom'].thresholds;
  if (assay !== 'panel' && qc.hetHom !== null && qc.het + qc.homAlt >= hetHom.fewestCalls) {
    const { low, high } = hetHom;
    if (qc.hetHom < low || qc.hetHom > high) {
      findings.push(makeFinding('het-hom', { sample: qc.sample, low, high, value: decimals(qc.hetHom) }, place));
    }
  }
  return findings;
}

function judgeMissing(qc: GenomeQc): Finding[] {
  const { fewestRecords, share } = qcRules['missing-rate'].thresholds;
  if (qc.missingRate === null || qc.missing + qc.calls < fewestRecords || qc.missingRate <= share) return [];
  const parameters = { sample: qc.sample, percent: percent(qc.missingRate), expectedPercent: percent(1 - share) };
  return [makeFinding('missing-rate', parameters, { genome: qc.id })];
}
