import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../../platform/problem/index.ts';
import type { Progress } from '../../platform/progress/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';
import { type FeedDeps, type LoadedFeed, loadFeed } from './load-feed.ts';
import { type Description, descriptionSchema } from './model.ts';
import { checkFields } from './parse/make-layout.ts';

/** The end of a description's name. */
export const descriptionEnding = '.feed.json';

/**
 * Reads a description.
 * @throws Problem IDUN_FEED_DESCRIPTION, which says where
 */
export function readDescription(path: string): Description {
  const file = basename(path);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be opened';
    throw new Problem(errors.description, `The description cannot be read: ${what}.`, {
      file,
      expected: `a *${descriptionEnding}`,
      action: 'Write it as docs/guides/feeds.md shows.',
    });
  }
  return parseDescription(json, file);
}

/**
 * A description from JSON.
 * @param file what it is called in an error
 * @throws Problem IDUN_FEED_DESCRIPTION, which says where
 */
export function parseDescription(json: unknown, file: string): Description {
  const given = typeof json === 'object' && json !== null && !('format' in json) ? { ...json, format: 'csv' } : json;
  const read = descriptionSchema.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw new Problem(errors.description, `The description is not one${where}: ${issue?.message ?? 'unknown form'}.`, {
      file,
      expected: 'what docs/guides/feeds.md describes',
    });
  }
  if (read.data.format === 'csv' || read.data.format === 'parquet') checkFields(read.data);
  return read.data;
}

/** Persons come before what happened to them, so that days can be held against births; otherwise by name. */
const order = ({ description }: Found): string => {
  const table = 'table' in description ? description.table : 'resources';
  return `${['persons', 'resources', 'specimens', 'events'].indexOf(table)} ${description.feed}`;
};

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(errors.file, code === 'ENOENT' ? 'The folder is not there.' : 'The folder cannot be read.', {
      file: folder,
      expected: `a folder with *${descriptionEnding} and the files they name`,
      action: 'Name the folder, not a file in it; `idun register feeds replace` takes one description.',
    });
  }
}

interface Found {
  path: string;
  description: Description;
}

/**
 * Loads every feed that is described in a folder, one after the other. A feed that is refused does not keep the others from being
 * loaded; a description that cannot be read does, before anything is loaded.
 * @throws Problem IDUN_FEED_DESCRIPTION
 */
export async function loadFolder(
  deps: FeedDeps,
  scope: Scope,
  folder: string,
  options: { demo?: boolean; progress?: Progress; signal?: AbortSignal; done?: (feed: LoadedFeed) => void } = {},
): Promise<LoadedFeed[]> {
  const found = namesIn(folder)
    .filter((name) => name.endsWith(descriptionEnding))
    .map((name): Found => ({ path: join(folder, name), description: readDescription(join(folder, name)) }))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  if (found.length === 0) {
    throw new Problem(errors.description, 'The folder has no description of a feed.', {
      expected: `files *${descriptionEnding}`,
    });
  }
  const loaded: LoadedFeed[] = [];
  const { done, ...rest } = options;
  for (const { path, description } of found) {
    const feed = await loadFeed(deps, scope, { description, folder: dirname(path), ...rest });
    loaded.push(feed);
    done?.(feed);
  }
  return loaded;
}
