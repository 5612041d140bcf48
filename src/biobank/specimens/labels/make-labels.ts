import { encodeDataMatrix } from '../../../formats/datamatrix/index.ts';
import { makeLabelSheet } from '../../../formats/pdf/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { Specimen } from '../model.ts';
import { requireSpecimens } from '../store.ts';
import { type LabelLayout, type LabelName, labelLayouts } from './layouts.ts';
import { formatZpl } from './zpl.ts';

/** What stands beside the symbol: never who the donor is. */
function linesOf(specimen: Specimen, { lines }: LabelLayout): string[] {
  const { barcode, type, amount, unit, collectedAt, requisition, block, concentration } = specimen;
  const quantity = unit === 'piece' ? `${amount} pc` : `${amount} ${unit === 'ul' ? 'µl' : unit}`;
  return [
    barcode,
    concentration === null ? type : `${type} ${concentration} ng/µl`,
    [quantity, block].filter(Boolean).join('  '),
    collectedAt === null ? '' : collectedAt.toISOString().slice(0, 10),
    requisition ?? '',
  ]
    .filter((line) => line !== '')
    .slice(0, lines);
}

export interface LabelRequest {
  specimens: readonly string[];
  layout: LabelName;
}

async function labelsOf(deps: BiobankDeps, scope: Scope, { specimens: codes, layout: name }: LabelRequest) {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.process', deps.clock);
  const specimens = await requireSpecimens(db, scope, codes);
  const layout = labelLayouts[name];
  const labels = specimens.map((specimen) => {
    try {
      const symbol = encodeDataMatrix(specimen.barcode, { shape: layout.shape });
      return { symbol, lines: linesOf(specimen, layout) };
    } catch (cause) {
      throw new Problem(
        errors.label,
        'A barcode is too long, or not of Latin letters.',
        { specimen: specimen.id },
        { cause },
      );
    }
  });
  const detail = { layout: name, labels: labels.length };
  await recordAccess(deps.database.app, scope, { action: 'biobank.labels', object: 'labels', detail }, deps.clock);
  return { layout, labels };
}

/** Labels as ZPL, for a label printer. @throws Problem IDUN_SPECIMEN_UNKNOWN, IDUN_LABEL_REFUSED */
export async function makeZplLabels(deps: BiobankDeps, scope: Scope, request: LabelRequest): Promise<string> {
  const { layout, labels } = await labelsOf(deps, scope, request);
  return labels.map(({ symbol, lines }) => formatZpl(symbol, lines, layout)).join('');
}

/** Labels as PDF, one page each, in the size of the label. */
export async function makePdfLabels(deps: BiobankDeps, scope: Scope, request: LabelRequest): Promise<Buffer> {
  const { layout, labels } = await labelsOf(deps, scope, request);
  const { width, height } = layout;
  return await makeLabelSheet({ width, height, labels, title: 'Labels', language: 'en', madeAt: deps.clock.now() });
}
