import { FormatError } from '../error.ts';

const actions = {
  HEADER: 'The file is not Crypt4GH version 1, or it is damaged. Ask its sender for it again.',
  NO_KEY: 'Ask the sender to encrypt the file to your public key, or use the private key it was encrypted to.',
  TRUNCATED: 'Copy the whole file again.',
  DAMAGED: 'Copy the file again and compare checksums; nothing after this place can be trusted.',
  KEY_FILE: 'Give a key file made by crypt4gh, or the right passphrase.',
  UNSUPPORTED: 'Write the file or key again with the methods of Crypt4GH version 1 that are listed here.',
} as const;

/** An error of the Crypt4GH format; never says anything of a key's bytes. */
export function crypt4ghError(reason: keyof typeof actions, detail: string, expected?: string): FormatError {
  return new FormatError(`IDUN_CRYPT4GH_${reason}`, detail, {
    ...(expected === undefined ? {} : { expected }),
    action: actions[reason],
  });
}
