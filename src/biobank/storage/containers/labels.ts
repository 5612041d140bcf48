import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import { type BiobankDeps, type LabelName, type PrintedLabels, printLabels } from '../../specimens/index.ts';
import { pathsOf, requireContainer, type StoredContainer, textOf } from './store.ts';

/**
 * Labels of stores, shelves and racks: the barcode that a scan of it is, its name, and where it stands.
 * @throws Problem IDUN_CONTAINER_UNKNOWN, IDUN_LABEL_REFUSED
 */
export async function makeContainerLabels(
  deps: BiobankDeps,
  scope: Scope,
  given: { containers: readonly string[]; layout: LabelName; format: 'zpl' | 'pdf' },
): Promise<PrintedLabels> {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  const containers: StoredContainer[] = [];
  for (const code of given.containers) containers.push(await requireContainer(db, code));
  const paths = await pathsOf(
    db,
    containers.map(({ containerNo }) => containerNo),
  );
  const texts = containers.map(({ containerNo, id, barcode, name }) => {
    const above = paths.get(containerNo)!.slice(0, -1);
    return { code: barcode ?? id, of: id, lines: [name, barcode ?? '', textOf(above.slice(-2))] };
  });
  const { layout, format } = given;
  const printed = await printLabels(texts, { layout, format, madeAt: deps.clock.now() });
  const detail = { layout, labels: texts.length };
  await recordAccess(deps.database.app, scope, { action: 'biobank.labels', object: 'labels', detail }, deps.clock);
  return printed;
}
