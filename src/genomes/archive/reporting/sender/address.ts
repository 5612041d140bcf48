import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

/** Where to send: the database's address, and the one-time link's secret when a link was given. */
export interface Address {
  /** Without a slash at its end: `https://genomes.example`. */
  base: string;
  linkSecret: string | undefined;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads what `--to` was given: the address of a database, or the one-time link that it printed.
 * @param allowHttp lets tokens and genomes travel unencrypted to another machine
 * @throws Problem IDUN_SEND_BAD_ADDRESS
 */
export function parseAddress(text: string, allowHttp = false): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '') {
    throw new Problem(errors.badAddress, 'The address is not one of the web.', {
      expected: 'https://HOST[:PORT], or the one-time link that the database printed',
    });
  }
  if (url.protocol === 'http:' && !loopback.has(url.hostname) && !allowHttp) {
    throw new Problem(errors.badAddress, `${url.origin} is not encrypted, and what is sent are genomes.`, {
      expected: 'an address with https://',
      action: 'Ask for the encrypted address. In a network that is encrypted by other means, add --allow-http.',
    });
  }
  const link = /^(.*)\/open\/([0-9A-Za-z]+)\/?$/.exec(url.pathname);
  const path = (link?.[1] ?? url.pathname).replace(/\/+$/, '');
  return { base: `${url.origin}${path}`, linkSecret: link?.[2] };
}
