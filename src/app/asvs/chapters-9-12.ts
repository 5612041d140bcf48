import { type AsvsChapter, met, none, open } from './model.ts';
import { by } from './proofs.ts';

const noRefresh = 'No refresh tokens are given.';
const registered =
  'Programs are registered by the operator in a file, who consents for the people of the installation.';
const keysGuide = ['docs/guides/keys.md', '# Keys'] as const;

/** Tokens, OAuth, cryptography, TLS. */
export const chapters9to12: readonly AsvsChapter[] = [
  {
    number: 9,
    title: 'Self-contained tokens',
    rows: [
      met(1, '9.1.1', 'Signatures are checked before anything is believed', [
        by.assertion,
        by.issuerKeys,
        ['src/trust/scope/scope.test.ts', 'crosses a process as a signed token'],
      ]),
      met(
        1,
        '9.1.2',
        'Only listed algorithms, never none',
        [by.assertion],
        'Asymmetric ones only (`src/trust/identity/assertions.ts`).',
      ),
      met(1, '9.1.3', 'Keys come from where they were registered', [by.assertion, by.issuerKeys]),
      met(1, '9.2.1', 'Times in a token hold', [
        by.assertion,
        ['src/app/access/walls.test.ts', 'by a token with another population'],
      ]),
      met(2, '9.2.2', 'A token is of the right kind', [by.madeUpSessions, by.assertion]),
      met(2, '9.2.3', 'A token is meant for here', [by.assertion]),
      met(2, '9.2.4', 'A token says for whom it is', [by.provider]),
    ],
  },
  {
    number: 10,
    title: 'OAuth and OpenID Connect',
    rows: [
      met(
        2,
        '10.1.1',
        'Tokens go only to whom they are for',
        [by.issuerOnce],
        'The provider’s tokens stay on the server and are forgotten; the browser has a cookie.',
      ),
      met(2, '10.1.2', 'An answer belongs to the browser that asked', [by.issuerOnce]),
      met(2, '10.2.1', 'As a client: nobody plants a code', [by.issuerOnce]),
      met(2, '10.2.2', 'As a client: one provider does not answer for another', [by.issuerOnce]),
      met(
        2,
        '10.3.1',
        'A token for elsewhere opens nothing here',
        [by.madeUpSessions],
        'Only tokens that this server made, looked up by their hash.',
      ),
      met(2, '10.3.2', 'What a token is limited to holds', [by.token, by.gateToken]),
      met(
        2,
        '10.3.3',
        'Whose a token is cannot pass to another',
        [by.tokenEnds],
        'Accounts have random ids that are never given again.',
      ),
      met(2, '10.3.4', 'Acts that want a strong proof do not take a token', [by.token]),
      met(1, '10.4.1', 'Addresses to come back to are listed and compared whole', [by.providerAsks]),
      met(1, '10.4.2', 'A code works once', [by.provider]),
      open(1, '10.4.3', 'A code is short-lived', 'One minute is set; no test waits for it.', [by.provider]),
      met(
        1,
        '10.4.4',
        'Only the grants that are needed',
        [by.provider],
        'The code grant for programs; signed assertions for services.',
      ),
      none(1, '10.4.5', 'Refresh tokens are not replayed', noRefresh),
      met(2, '10.4.6', 'A code wants its verifier (PKCE)', [by.provider]),
      none(2, '10.4.7', 'Programs that register themselves are watched', 'No program can register itself.'),
      none(2, '10.4.8', 'Refresh tokens end', noRefresh),
      met(
        2,
        '10.4.9',
        'People can take tokens back',
        [by.tokenEnds],
        'Their own API tokens on the profile page; access tokens of programs end after ten minutes.',
      ),
      met(2, '10.4.10', 'Programs prove who they are', [by.provider, by.assertion]),
      met(
        2,
        '10.4.11',
        'Programs get the scopes they need',
        [by.provider],
        'There are three scopes, all of the account itself; none opens data here.',
      ),
      met(2, '10.5.1', 'As a client: an ID token belongs to its request', [by.issuerOnce]),
      met(2, '10.5.2', 'As a client: people are known by issuer and subject', [by.issuerAccount]),
      open(
        2,
        '10.5.3',
        'As a client: metadata of another issuer is refused',
        'The library compares them; no test of ours lies to it.',
        [by.issuerOnce],
      ),
      open(
        2,
        '10.5.4',
        'As a client: an ID token is for this client',
        'The library compares it; no test of ours gives it a foreign one.',
        [by.issuerKeys],
      ),
      none(2, '10.5.5', 'As a client: logout by back channel is checked', 'It is not used.'),
      met(2, '10.6.1', 'As a provider: codes only', [by.provider]),
      open(
        2,
        '10.6.2',
        'As a provider: nobody forces a logout',
        'The library asks for confirmation at its page; no test of ours tries.',
      ),
      open(2, '10.7.1', 'People consent to each program', registered),
      open(2, '10.7.2', 'They are told what to', registered),
      open(2, '10.7.3', 'They can see and take back what they consented to', registered),
    ],
  },
  {
    number: 11,
    title: 'Cryptography',
    rows: [
      met(2, '11.1.1', 'How keys live and are replaced is written down', [
        keysGuide,
        ['docs/guides/keys.md', '## When'],
      ]),
      met(2, '11.1.2', 'All keys and what they are for are listed', [keysGuide]),
      met(
        2,
        '11.2.1',
        'Implementations are those of the trade',
        [by.sources, by.crypt4gh],
        'Node’s OpenSSL, jose, oidc-provider, SimpleWebAuthn.',
      ),
      open(
        2,
        '11.2.2',
        'Algorithms and keys can be replaced',
        'Keys can (master key, people, log, sign-in); the algorithm of a stored secret is named beside it for passwords only. Keys of genomes and objects are not replaced by a command.',
        [by.rotation],
      ),
      met(
        2,
        '11.2.3',
        'Nothing below 128 bits',
        [by.sources],
        'AES-256, ChaCha20, P-256, Ed25519, RSA of 3,072 bits; a foreign service may sign with RSA of 2,048.',
      ),
      met(1, '11.3.1', 'No weak modes or padding', [by.sources]),
      met(1, '11.3.2', 'Approved ciphers only', [by.sources, by.crypt4gh]),
      met(2, '11.3.3', 'What is encrypted cannot be changed unseen', [by.wrapped, by.crypt4gh, by.sealedCpr]),
      met(1, '11.4.1', 'Approved hashes only', [by.sources], 'MD5 names sequences in refget and protects nothing.'),
      met(2, '11.4.2', 'Passwords are stretched', [
        ['src/trust/identity/passwords.test.ts', 'the same password twice has two hashes'],
      ]),
      met(2, '11.4.3', 'Hashes of signatures do not collide', [by.signatures, by.auditEntry], 'SHA-256 and longer.'),
      met(
        2,
        '11.4.4',
        'Keys from passwords are stretched',
        [['src/formats/crypt4gh/crypt4gh.test.ts', 'round trips, plain and with a passphrase']],
        'Only a Crypt4GH key file has a passphrase.',
      ),
      met(2, '11.5.1', 'What must not be guessed is random, 128 bits at least', [
        by.sources,
        ['src/platform/ids/ids.test.ts', 'ids are typed, random'],
      ]),
      met(2, '11.6.1', 'Approved signatures and keys only', [by.signatures, by.assertion]),
    ],
  },
  {
    number: 12,
    title: 'Connections',
    rows: [
      met(1, '12.1.1', 'TLS 1.2 and 1.3 only', [by.oldTls]),
      met(2, '12.1.2', 'Only good cipher suites, the best first', [by.suites]),
      none(2, '12.1.3', 'Client certificates are trusted before they are believed', 'None are asked for.'),
      met(
        1,
        '12.2.1',
        'TLS for everybody outside, never less',
        [by.plainHttp, by.tls],
        'Where there is a certificate; without one the server listens on this machine unless told otherwise.',
      ),
      none(1, '12.2.2', 'Certificates are publicly trusted', 'Whoever runs the server brings the certificate.'),
      open(
        2,
        '12.3.1',
        'Every connection is encrypted, also inside',
        'The embedded database is reached on this machine only; an outside one by TLS if its address says so (`sslmode`), which is not demanded.',
      ),
      met(
        2,
        '12.3.2',
        'Certificates of others are checked',
        [by.sources],
        'Node checks them; nothing switches that off.',
      ),
      none(2, '12.3.3', 'Services inside talk over TLS', 'It is one service; its parts talk in memory.'),
      none(2, '12.3.4', 'Services inside trust listed certificates', 'It is one service.'),
    ],
  },
];
