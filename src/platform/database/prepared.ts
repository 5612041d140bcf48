import pg from 'pg';

/** Texts that are watched, and those that are prepared. A statement put together anew each time is not worth a plan. */
const mostWatched = 5000;
const mostPrepared = 600;
/** Uses before a statement is prepared. */
const usesBefore = 2;

const uses = new Map<string, number>();
const names = new Map<string, string>();

/** The name under which a statement is prepared; undefined while it is not used often. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  const used = (uses.get(text) ?? 0) + 1;
  if (used > usesBefore && names.size < mostPrepared) {
    uses.delete(text);
    const name = `idun_${names.size}`;
    names.set(text, name);
    return name;
  }
  if (uses.size >= mostWatched) uses.clear();
  uses.set(text, used);
  return undefined;
}

/**
 * A connection that prepares the statements it runs often: the server parses and plans each once in a connection, which otherwise
 * costs more than running it.
 */
export class PreparingClient extends pg.Client {
  // The signatures of node-postgres are many; only the one that Kysely uses, text with values, is changed.
  override query(...given: unknown[]): never {
    const [text, values] = given;
    const name = given.length === 2 && typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
    const plain = super.query as (...args: unknown[]) => never;
    return name === undefined ? plain.apply(this, given) : plain.call(this, { name, text, values });
  }
}
