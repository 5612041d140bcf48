import { selectSites } from '../../../genetics/relatedness/index.ts';
import type { Finding } from '../model.ts';
import type { DeclaredFamily, MatchedSample } from '../samples/match-samples.ts';
import { mendelianErrors } from './compare-genomes.ts';
import { makeFinding } from './finding.ts';
import { qcRules } from './qc-rules.ts';
import { type SitePanel, spacedSites } from './site-panel.ts';

/**
 * Mendelian errors of a declared trio whose three genomes came in one batch, at thinned common sites; null when there is nothing to
 * say or too little to compare.
 */
export function judgeTrio(
  { child, mother, father }: DeclaredFamily,
  genomes: readonly (MatchedSample & { id: string; batch: number; localNo: number })[],
  batches: readonly { panel: SitePanel }[],
): Finding | null {
  if (mother === null || father === null) return null;
  const [c, m, f] = [genomes[child]!, genomes[mother]!, genomes[father]!];
  if (m.batch !== c.batch || f.batch !== c.batch) return null;
  const { panel } = batches[c.batch]!;
  const { order } = spacedSites(panel.keys);
  const [cc, mm, ff] = [c, m, f].map((g) => selectSites(panel.genomes[g.localNo]!, order));
  const { sites, errors } = mendelianErrors(cc!, mm!, ff!, order.length);
  const impossible = qcRules['mendelian-impossible'].thresholds;
  const many = qcRules['mendelian-errors'].thresholds;
  if (sites < many.fewestSites) return null;
  const share = errors / sites;
  if (share <= many.share) return null;
  const { code, allowed } =
    share > impossible.share
      ? ({ code: 'mendelian-impossible', allowed: impossible.share } as const)
      : ({ code: 'mendelian-errors', allowed: many.share } as const);
  const parameters = {
    child: c.sample,
    mother: m.sample,
    father: f.sample,
    errors,
    sites,
    percentAllowed: allowed * 100,
  };
  return makeFinding(code, parameters, { genome: c.id });
}
