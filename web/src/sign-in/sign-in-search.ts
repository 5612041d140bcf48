import { given, textParam } from '../search-params.ts';

/** Reads the address of the page to sign in: where to go afterwards, and why an outside issuer's answer was not taken. */
export function readSignInSearch(search: Record<string, unknown>) {
  return given({ next: textParam(search['next']), problem: textParam(search['problem']) });
}

/** Where to go after signing in: a page of this house, never another address. */
export function safeTarget(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
