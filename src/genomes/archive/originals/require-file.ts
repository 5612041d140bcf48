import { access, constants, stat } from 'node:fs/promises';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

/**
 * Checks that a path is a file that can be read, before anything else is done with it.
 * @param name the file as the person gave it, for messages
 * @returns its size in bytes
 * @throws Problem IDUN_FILE_NOT_FOUND, IDUN_FILE_IS_DIRECTORY, IDUN_FILE_UNREADABLE, IDUN_FILE_EMPTY
 */
export async function requireFile(path: string, name: string): Promise<number> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EACCES') throw unreadable(name);
    throw new Problem(errors.fileNotFound, `There is no file ${name}.`, {
      file: name,
      expected: 'the path of a file on this machine',
      action: 'Check the spelling and the folder.',
    });
  });
  if (found.isDirectory()) {
    throw new Problem(errors.fileIsDirectory, `${name} is a directory, not a file.`, {
      file: name,
      expected: 'one or more files',
      action: 'Name the files in it, for example with a wildcard.',
    });
  }
  await access(path, constants.R_OK).catch(() => {
    throw unreadable(name);
  });
  if (found.isFile() && found.size === 0) {
    throw new Problem(errors.fileEmpty, `${name} is empty (0 bytes).`, {
      file: name,
      expected: 'a file with content',
      action: 'Check whether copying or the program that made it was interrupted.',
    });
  }
  return found.size;
}

function unreadable(name: string): Problem {
  return new Problem(errors.fileUnreadable, `${name} cannot be read by this user.`, {
    file: name,
    action: 'Give read permission, or run as the user who may read it.',
  });
}
