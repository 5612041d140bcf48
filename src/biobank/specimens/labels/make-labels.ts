import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps } from '../deps.ts';
import type { Specimen } from '../model.ts';
import { requireSpecimens } from '../store.ts';
import type { LabelName } from './layouts.ts';
import { type PrintedLabels, printLabels } from './print-labels.ts';

/** What stands beside the symbol: never who the donor is. */
function linesOf(specimen: Specimen): string[] {
  const { barcode, type, amount, unit, collectedAt, requisition, block, concentration } = specimen;
  const quantity = unit === 'piece' ? `${amount} pc` : `${amount} ${unit === 'ul' ? 'µl' : unit}`;
  return [
    barcode,
    concentration === null ? type : `${type} ${concentration} ng/µl`,
    [quantity, block].filter(Boolean).join('  '),
    collectedAt === null ? '' : collectedAt.toISOString().slice(0, 10),
    requisition ?? '',
  ];
}

export interface LabelRequest {
  specimens: readonly string[];
  layout: LabelName;
}

async function makeLabels(
  deps: BiobankDeps,
  scope: Scope,
  { specimens: codes, layout }: LabelRequest,
  format: 'zpl' | 'pdf',
): Promise<PrintedLabels> {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.process', deps.clock);
  const specimens = await requireSpecimens(db, scope, codes);
  const texts = specimens.map((specimen) => ({ code: specimen.barcode, lines: linesOf(specimen), of: specimen.id }));
  const printed = await printLabels(texts, { layout, format, madeAt: deps.clock.now() });
  const detail = { layout, labels: texts.length };
  await recordAccess(deps.database.app, scope, { action: 'biobank.labels', object: 'labels', detail }, deps.clock);
  return printed;
}

/** Labels as ZPL, for a label printer. @throws Problem IDUN_SPECIMEN_UNKNOWN, IDUN_LABEL_REFUSED */
export async function makeZplLabels(deps: BiobankDeps, scope: Scope, request: LabelRequest): Promise<string> {
  return String((await makeLabels(deps, scope, request, 'zpl')).body);
}

/** Labels as PDF, one page each, in the size of the label. */
export async function makePdfLabels(deps: BiobankDeps, scope: Scope, request: LabelRequest): Promise<Buffer> {
  return (await makeLabels(deps, scope, request, 'pdf')).body as Buffer;
}
