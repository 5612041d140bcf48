/** A test that proves something: file and the beginning of its name. */
export type Proof = readonly [file: string, name: string];

/** A section of OWASP ASVS 5.0 with what stands against it here. */
export interface AsvsSection {
  /** Section number in ASVS 5.0. */
  section: string;
  /** What it wants, in our own words. */
  wants: string;
  state: 'met' | 'partly' | 'not yet' | 'does not apply';
  proofs: readonly Proof[];
  /** Why it does not apply, what is missing, or what is meant. */
  remark?: string;
}

const identity = 'src/trust/identity';

/**
 * The level 2 requirements by section. A section is `met` only when tests stand for it; a single requirement in it may still want
 * its own row, which is why the page says so.
 */
export const asvsSections: readonly AsvsSection[] = [
  {
    section: 'V1.2',
    wants: 'Nothing that comes from outside becomes SQL, a command, a path or markup',
    state: 'partly',
    proofs: [['src/platform/objects/local-folder.test.ts', 'an id that is no id cannot reach outside the folder']],
    remark: 'Queries bind their values (Kysely templates); the fuzzer sends such text to every route.',
  },
  {
    section: 'V2.2',
    wants: 'Input is checked against a schema before it is used',
    state: 'met',
    proofs: [['src/platform/http/build-http.test.ts', 'a bad parameter is named']],
  },
  {
    section: 'V2.4',
    wants: 'Automation is slowed down, by actor and kind of request',
    state: 'met',
    proofs: [
      ['src/platform/http/limits.test.ts', 'an account is one actor'],
      ['src/platform/http/limits.test.ts', 'routes that carry lists away'],
    ],
  },
  {
    section: 'V3.3',
    wants: 'Cookies are unreadable for scripts, bound to the site and to encryption',
    state: 'met',
    proofs: [['src/platform/http/tls.test.ts', 'with a certificate the server speaks TLS']],
  },
  {
    section: 'V3.4',
    wants: 'Headers that keep a page shut in',
    state: 'met',
    proofs: [['src/platform/http/limits.test.ts', 'every answer carries the headers']],
  },
  {
    section: 'V3.5',
    wants: 'Another site cannot act here',
    state: 'met',
    proofs: [['src/platform/http/build-http.test.ts', 'a page of another site cannot change anything']],
  },
  {
    section: 'V4.1',
    wants: 'Services answer under known names, with the right type, and describe themselves',
    state: 'met',
    proofs: [
      ['src/platform/http/build-http.test.ts', 'only known names are answered'],
      ['src/platform/http/build-http.test.ts', 'OpenAPI lists the services'],
    ],
  },
  {
    section: 'V4.3',
    wants: 'GraphQL is bounded',
    state: 'does not apply',
    proofs: [],
    remark: 'There is no GraphQL.',
  },
  {
    section: 'V5.2',
    wants: 'Uploaded and compressed files cannot harm',
    state: 'partly',
    proofs: [['src/formats/bgzf/bgzf.test.ts', 'random bytes and random damage give a FormatError']],
    remark:
      'Bodies are limited to 4 MB; a limit on the expansion of gzip and on whole uploads has no test of its own yet.',
  },
  {
    section: 'V5.3',
    wants: 'Stored files cannot be reached or run under a chosen name',
    state: 'met',
    proofs: [['src/platform/objects/local-folder.test.ts', 'an id that is no id cannot reach outside the folder']],
  },
  {
    section: 'V6.2',
    wants: 'Passwords are long, not easily guessed, and change ends other sessions',
    state: 'met',
    proofs: [[`${identity}/sign-in.test.ts`, 'that is easy to guess is not taken']],
  },
  {
    section: 'V6.3',
    wants: 'Guessing is slowed down, and gives no hint whether an account is there',
    state: 'met',
    proofs: [
      [`${identity}/sign-in.test.ts`, 'that is wrong, and a login that is not there'],
      [`${identity}/sign-in.test.ts`, 'guessed ten times at once'],
    ],
  },
  {
    section: 'V6.5',
    wants: 'Proofs of signing in are used once',
    state: 'met',
    proofs: [
      [`${identity}/sign-in.test.ts`, 'of ten uses at once lets one through'],
      [`${identity}/sign-in.test.ts`, 'is registered, signs in without a login'],
    ],
  },
  {
    section: 'V7.2',
    wants: 'Sessions are random, server-side and new at each sign-in',
    state: 'met',
    proofs: [[`${identity}/sign-in.test.ts`, 'planted before signing in is not the one that is opened']],
  },
  {
    section: 'V7.3',
    wants: 'Sessions end when idle and at a limit',
    state: 'met',
    proofs: [[`${identity}/sign-in.test.ts`, 'ends when idle, at its limit']],
  },
  {
    section: 'V7.5',
    wants: 'Dangerous acts want a fresh proof',
    state: 'met',
    proofs: [['src/app/privacy/privacy.test.ts', 'erasure is asked for after a fresh sign-in']],
  },
  {
    section: 'V8.2',
    wants: 'Access to acts, records and fields is decided on the server by role and relation',
    state: 'met',
    proofs: [
      ['src/app/access/access.test.ts', 'every role at every route'],
      ['src/app/access/access.test.ts', 'every role with every relation'],
    ],
  },
  {
    section: 'V8.3',
    wants: 'The decision cannot be got round behind the interface',
    state: 'met',
    proofs: [
      ['src/app/access/walls.test.ts', 'gives nothing to a query that forgot its scope'],
      ['src/app/access/walls.test.ts', 'by casting, copying, wrapping or writing one'],
    ],
  },
  {
    section: 'V9.1',
    wants: 'Tokens are checked for their signer and are for here',
    state: 'met',
    proofs: [[`${identity}/tokens.test.ts`, 'is refused with another key, audience']],
  },
  {
    section: 'V10.2',
    wants: 'As an OAuth client: state, nonce and issuer are checked, once',
    state: 'met',
    proofs: [[`${identity}/federation/federation.test.ts`, 'is answered once, by the browser that asked']],
  },
  {
    section: 'V10.4',
    wants: 'As an authorization server: codes with a verifier, exact addresses',
    state: 'met',
    proofs: [[`${identity}/provider/provider.test.ts`, 'another program’s people sign in here']],
  },
  {
    section: 'V11.2',
    wants: 'Cryptography can be replaced: keys are rotated while the system runs',
    state: 'partly',
    proofs: [
      ['src/trust/people/rotate-keys.test.ts', 'a rotation that stops half way'],
      ['src/app/keys/keys.test.ts', 'everything is read and written over a new master key'],
      ['src/trust/audit/rotate-key.test.ts', 'heads after a rotation are the new key'],
      ['src/trust/identity/provider/provider.test.ts', 'new signing keys sign at once'],
    ],
    remark: 'The key of objects (Crypt4GH) is wrapped anew with the master key, and not replaced by a command.',
  },
  {
    section: 'V11.3',
    wants: 'Encryption is authenticated and bound to what it is of',
    state: 'met',
    proofs: [['src/genomes/archive/keys.test.ts', 'a wrapped key opens only for its owner']],
  },
  {
    section: 'V12.1',
    wants: 'Only present versions of TLS',
    state: 'met',
    proofs: [['src/platform/http/tls.test.ts', 'old TLS is refused']],
  },
  {
    section: 'V12.2',
    wants: 'Nothing is served without TLS where there is a certificate',
    state: 'met',
    proofs: [['src/platform/http/tls.test.ts', 'a request without TLS is refused']],
    remark: 'Without a certificate the server listens on this machine only, unless it is told another address.',
  },
  {
    section: 'V13.2',
    wants: 'Connections out go to a list of hosts',
    state: 'met',
    proofs: [
      ['src/platform/egress/egress.test.ts', 'nothing leaves but to a listed host'],
      ['src/platform/egress/egress-log.test.ts', 'what went out, what failed'],
    ],
  },
  {
    section: 'V13.3',
    wants: 'Secrets come from files or the environment, and are in no message',
    state: 'met',
    proofs: [
      ['src/platform/config/config.test.ts', 'a secret may stand in a file'],
      ['src/genomes/archive/keys.test.ts', 'key files are for their owner only'],
    ],
  },
  {
    section: 'V14.2',
    wants: 'Sensitive data are in no address, log or cache',
    state: 'met',
    proofs: [
      ['src/platform/logging/logging.test.ts', 'a CPR number never reaches a log line'],
      ['src/app/privacy/privacy.test.ts', 'the report is a tagged PDF'],
    ],
  },
  {
    section: 'V16.2',
    wants: 'What is logged is masked and says who, what and when',
    state: 'met',
    proofs: [['src/platform/logging/logging.test.ts', 'an error is its name, message, code']],
  },
  {
    section: 'V16.4',
    wants: 'The log cannot be changed unseen',
    state: 'met',
    proofs: [
      ['src/trust/audit/verify/tampering.test.ts', 'a changed entry with its own hash adjusted'],
      ['src/trust/audit/verify/tampering.test.ts', 'a removed entry'],
    ],
  },
  {
    section: 'V16.5',
    wants: 'A failure tells nothing of the inside',
    state: 'met',
    proofs: [['src/platform/http/build-http.test.ts', 'a bad parameter is named, a refusal keeps its place']],
  },
  { section: 'V17', wants: 'WebRTC', state: 'does not apply', proofs: [], remark: 'There is no WebRTC.' },
];

/** docs/reference/asvs.md */
export function asvsPage(): string {
  const row = ({ section, wants, state, proofs, remark = '' }: AsvsSection): string =>
    `| ${section} | ${wants} | ${state} | ${proofs.map(([file, name]) => `\`${file}\`: ${name} …`).join('<br>')} | ${remark} |`;
  return [
    '# OWASP ASVS 5.0, level 2',
    '',
    'Made by `npx tsx tools/asvs.ts` from `src/app/asvs/sections.ts`; a test looks for each named test. The table goes by sections of',
    'the standard, in our own words; sections that are not here have not been gone through, and single requirements have no rows yet.',
    '',
    '| section | wants | state | proven by | remark |',
    '|---|---|---|---|---|',
    ...asvsSections.map(row),
    '',
  ].join('\n');
}
