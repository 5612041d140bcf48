import { type FactAxes, type FactCell, type FactPart, type FactSlice, factCells } from './fact-table.ts';
import type { Query } from './model.ts';
import type { AsOf, RegisterService } from './open-register.ts';

/** So many at a time, that other questions wait for a part of a second and not for the whole. */
const mostSpecimens = 250_000;

/**
 * A query's people and specimens by sex, age, type and code with all margins, exactly: what is told of it is the caller's to protect as a
 * whole table. It is counted in parts; when the register changes meanwhile, anew.
 * @throws Problem IDUN_REGISTER_WORD, IDUN_REGISTER_CODE, IDUN_REGISTER_EMPTY
 */
export async function askFacts(
  service: RegisterService,
  query: Query,
  axes: FactAxes,
): Promise<{ cells: FactCell[]; asOf: AsOf }> {
  const today = service.clock.now().toISOString().slice(0, 10);
  let parts: FactPart[] = [];
  let began: AsOf | undefined;
  let from: number | null = 0;
  while (from !== null) {
    const slice: FactSlice & { today: string } = { from, mostSpecimens, today };
    const { answer, asOf }: { answer: FactPart; asOf: AsOf } = await service.ask<FactPart>(query.data, {
      ...{ call: 'facts', world: query.data, query, axes, slice },
    });
    // Specimens that change while people are placed anew move only the version that is coming.
    const same: boolean =
      began === undefined ||
      (began.dataVersion === asOf.dataVersion && began.maskEpoch === asOf.maskEpoch && began.coming === asOf.coming);
    parts = same ? [...parts, answer] : [];
    from = same ? answer.next : 0;
    began = same ? asOf : undefined;
  }
  return { cells: factCells(axes, parts), asOf: began! };
}
