import type { FactAxes, FactCell } from './fact-table.ts';
import type { Query } from './model.ts';
import type { AsOf, RegisterService } from './open-register.ts';

/**
 * A query's people and specimens by sex, age, type and code with all margins, exactly: what is told of it is the caller's to protect as a
 * whole table.
 * @throws Problem IDUN_REGISTER_WORD, IDUN_REGISTER_CODE, IDUN_REGISTER_EMPTY
 */
export async function askFacts(
  service: RegisterService,
  query: Query,
  axes: FactAxes,
): Promise<{ cells: FactCell[]; asOf: AsOf; milliseconds: number }> {
  const today = service.clock.now().toISOString().slice(0, 10);
  const { answer, asOf, milliseconds } = await service.ask<FactCell[]>(query.data, {
    ...{ call: 'facts', world: query.data, query, axes, today },
  });
  return { cells: answer, asOf, milliseconds };
}
