import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import { type Biobank, type BiobankDeps, requireBiobank } from '../../specimens/index.ts';
import type { ContainerType } from '../container-types.ts';
import { errors } from '../errors.ts';

/** A type as the database has it. */
export interface StoredType extends ContainerType {
  typeNo: number;
  /** The biobank's own. */
  own: boolean;
}

/** Adds types: to everybody's, or to a biobank's own. */
export async function insertTypes(trx: Db, biobankNo: number | null, types: readonly ContainerType[]): Promise<void> {
  for (const type of types) {
    await sql`insert into biobank.container_types (biobank_no, code, name_da, name_en, kind, footprint, takes, rows, columns, labels,
        managed, automated, celsius, unusable)
      values (${biobankNo}, ${type.code}, ${type.name.da}, ${type.name.en}, ${type.kind}, ${type.footprint}, ${[...type.takes]}::text[],
        ${type.rows}, ${type.columns}, ${type.labels}, ${type.managed}, ${type.automated}, ${type.celsius},
        ${[...type.unusable]}::int[])`.execute(trx);
  }
}

/** Types a biobank can have: everybody's and its own. */
export async function readTypes(db: Db, { biobankNo }: Biobank): Promise<StoredType[]> {
  const { rows } = await sql<StoredType>`select type_no as "typeNo", biobank_no is not null as own, code,
      json_build_object('da', name_da, 'en', name_en) as name, kind, footprint, takes, rows, columns, labels, managed, automated,
      celsius::float8 as celsius, unusable
    from biobank.container_types where biobank_no is null or biobank_no = ${biobankNo} order by type_no`.execute(db);
  return rows;
}

/** A type by its code. @throws Problem IDUN_CONTAINER_TYPE */
export async function requireType(db: Db, bank: Biobank, code: string): Promise<StoredType> {
  const types = await readTypes(db, bank);
  const found = types.find((type) => type.code === code);
  if (found !== undefined) return found;
  throw new Problem(errors.containerType, 'There is no type of container with this code.', {
    expected: types.map((type) => type.code).join(', '),
  });
}

const withoutNumber = ({ typeNo: _, ...type }: StoredType) => type;

/** Types of containers a biobank can have. */
export async function listTypes(deps: BiobankDeps, scope: Scope, biobank?: string) {
  const db = readAs(deps.database.app, scope, 'biobank.storage.read', deps.clock);
  return (await readTypes(db, await requireBiobank(db, scope, biobank))).map(withoutNumber);
}

/**
 * Describes a type of container of the biobank's own: any grid, any labels.
 * @throws Problem IDUN_CONTAINER_TYPE
 */
export async function createType(
  deps: BiobankDeps,
  scope: Scope,
  { biobank, ...type }: ContainerType & { biobank?: string | undefined },
) {
  assertScope(scope, 'biobank.storage.manage', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const bank = await requireBiobank(trx, scope, biobank);
    const types = await readTypes(trx, bank);
    if (types.some(({ code }) => code === type.code)) {
      throw new Problem(errors.containerType, `There is a type ${type.code}.`);
    }
    if ((type.rows === null) !== (type.columns === null) || type.managed !== (type.rows !== null)) {
      throw new Problem(errors.containerType, 'What has positions has rows and columns; what has none has neither.');
    }
    await insertTypes(trx, bank.biobankNo, [type]);
    await recordAccess(trx, scope, { action: 'biobank.storage.type', object: bank.id, detail: { type: type.code } });
    return withoutNumber(await requireType(trx, bank, type.code));
  });
}
