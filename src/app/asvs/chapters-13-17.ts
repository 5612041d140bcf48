import { type AsvsChapter, met, none, open } from './model.ts';
import { by } from './proofs.ts';

const noWebRtc = 'There is no WebRTC.';

/** Configuration, data, code, logs, WebRTC. */
export const chapters13to17: readonly AsvsChapter[] = [
  {
    number: 13,
    title: 'Configuration',
    rows: [
      met(2, '13.1.1', 'What the server talks to is written down', [by.walls('## Ways out')]),
      open(
        2,
        '13.2.1',
        'Parts prove who they are with what changes',
        'The embedded database has passwords made at its first start, one for each role, and they do not change; an outside one has what its address says.',
        [['src/platform/database/cluster.test.ts', 'the first comer starts it, the last leaver stops it']],
      ),
      met(2, '13.2.2', 'Parts may no more than they need', [by.roles, by.noSuperuser]),
      met(2, '13.2.3', 'No password that everybody knows', [
        ['src/app/server.test.ts', 'keeps its secrets in files for their owner'],
        by.demoPassword,
      ]),
      met(2, '13.2.4', 'A list says what may be reached outside', [by.egress, by.egressLog]),
      met(2, '13.2.5', 'The server reaches only what is listed', [by.egress, by.folder]),
      open(
        2,
        '13.3.1',
        'Secrets are in a vault',
        'They are files for their owner, wrapped under one master key that is a file too; a vault or hardware module is not connected.',
        [by.configFile, by.keyFiles],
      ),
      met(2, '13.3.2', 'Who needs no secret has none', [by.keyFiles, by.roles]),
      met(1, '13.4.1', 'No history of the source is served', [by.noInside]),
      met(2, '13.4.2', 'Nothing is in debugging mode', [by.noInside, by.badParameter]),
      met(2, '13.4.3', 'No folder is listed', [by.noInside]),
      met(2, '13.4.4', 'TRACE is not answered', [by.noInside]),
      open(
        2,
        '13.4.5',
        'Documentation and measures are not open by chance',
        'The OpenAPI document is public on purpose; `/metrics` is open to whoever reaches the server and is to be kept inside by the proxy ([walls](walls.md)).',
      ),
    ],
  },
  {
    number: 14,
    title: 'Data',
    rows: [
      met(2, '14.1.1', 'Data have levels', [by.walls('## Levels of data')]),
      met(2, '14.1.2', 'Each level has its rules', [by.walls('## Levels of data')]),
      met(1, '14.2.1', 'Nothing sensitive is in an address', [
        ['e2e/roles.e2e.ts', 'a number written in the search goes into no address'],
        ['src/app/people/people.test.ts', 'a person is found by the number in the body'],
      ]),
      met(2, '14.2.2', 'Servers between keep nothing', [by.noStore]),
      met(2, '14.2.3', 'Nothing goes to strangers', [by.pagePolicy, by.egress]),
      met(2, '14.2.4', 'The rules of each level hold', [by.sealedCpr, by.wrapped, by.maskCpr, by.secondWall, by.fuzz]),
      open(
        1,
        '14.3.1',
        'What the page kept goes with the session',
        'Signing out opens the page afresh and clears the browser’s cache; a session that ends by itself leaves the page as it is until the next request.',
        [by.sessionEnds],
      ),
      met(2, '14.3.2', 'Browsers keep no answers', [by.noStore]),
      met(
        2,
        '14.3.3',
        'Browser storage holds nothing about people',
        [['src/app/asvs/sources.test.ts', 'what a browser keeps beside the cookie']],
        'An unfinished upload keeps the name its sender gave the file; a bench the codes of tubes until their scans are sent.',
      ),
    ],
  },
  {
    number: 15,
    title: 'Code and architecture',
    rows: [
      met(1, '15.1.1', 'How soon weak packages are replaced is written down', [by.walls('## Packages')]),
      met(2, '15.1.2', 'All packages are listed and from where they should be', [
        by.walls('## Packages'),
        ['docs/dependencies.md', '# Dependencies'],
      ]),
      met(2, '15.1.3', 'What is heavy is written down, with its bounds', [by.walls('## Heavy work')]),
      open(
        1,
        '15.2.1',
        'No package is older than that allows',
        'Nothing here asks for known weaknesses: the machines that build are not connected. `npm audit` where there is a network.',
      ),
      met(2, '15.2.2', 'What is heavy cannot stop the rest', [
        by.limits,
        ['src/platform/jobs/jobs.test.ts', 'a job added in a transaction runs after it'],
      ]),
      open(
        2,
        '15.2.3',
        'Only what is needed is installed',
        'The demo nation’s maker is part of the program, and `npm start` installs the build’s tools; tests and benchmarks are not in the bundle.',
      ),
      met(1, '15.3.1', 'Answers hold the fields they are to have', [by.fuzz], 'A schema for every answer.'),
      met(2, '15.3.2', 'Redirects are not followed', [by.redirect]),
      met(2, '15.3.3', 'Nobody sets a field that is not theirs to set', [by.bodies, by.claims, by.uploadOwner]),
      met(
        2,
        '15.3.4',
        'The address of who asks is the true one',
        [by.claims, ['src/platform/http/limits.test.ts', 'tries to sign in count for the address']],
        'The connection’s; forwarded ones are not believed. Behind a proxy all share the proxy’s until they have signed in.',
      ),
      met(
        2,
        '15.3.5',
        'Types are compared strictly',
        [by.badParameter, by.fuzz],
        'TypeScript in its strictest form and a linter; schemas at the edge.',
      ),
      met(2, '15.3.6', 'Prototypes cannot be polluted', [by.bodies]),
      met(2, '15.3.7', 'A parameter said twice is no way round', [by.claims]),
    ],
  },
  {
    number: 16,
    title: 'Logs and errors',
    rows: [
      met(2, '16.1.1', 'All logs are listed', [by.walls('## Logs')]),
      met(2, '16.2.1', 'An entry says who, what, when, where', [
        by.auditEntry,
        ['src/app/audit/views.test.ts', 'sees who looked, as what, where, why and when'],
      ]),
      met(
        2,
        '16.2.2',
        'Times are in one time',
        [by.auditEntry],
        'UTC; the machine’s clock is whoever runs it to keep.',
      ),
      met(2, '16.2.3', 'Logs go where they are listed to go', [by.egressLog, by.walls('## Logs')]),
      met(2, '16.2.4', 'Logs can be read by programs', [
        by.logError,
        ['src/app/audit/views.test.ts', 'exports what was found with proofs'],
      ]),
      met(2, '16.2.5', 'Sensitive data are masked or absent', [by.maskCpr, by.maskSecrets]),
      met(2, '16.3.1', 'Every try to sign in is logged', [by.passwordOpens, by.wrongPassword]),
      met(2, '16.3.2', 'Refusals are logged', [by.refusals]),
      open(
        2,
        '16.3.3',
        'Attempts to get past controls are logged',
        'Refusals and wrong sign-ins are; too many requests and malformed input are in the log of requests only, without who.',
        [by.refusals],
      ),
      met(2, '16.3.4', 'Failures are logged', [by.logError, by.egressLog]),
      met(2, '16.4.1', 'Nobody writes lines into a log', [by.logError, by.auditEntry], 'One JSON object a line.'),
      met(2, '16.4.2', 'Logs are for whom they are for, and cannot be changed', [
        by.auditApp,
        by.tampering,
        by.oversight,
      ]),
      met(
        2,
        '16.4.3',
        'Logs are also elsewhere',
        [by.witness],
        'Signed heads go to witnesses outside, which proves the log; its entries go with the backup.',
      ),
      met(2, '16.5.1', 'A failure tells nothing of the inside', [by.badParameter]),
      met(2, '16.5.2', 'What is away outside stops nothing else', [
        ['src/app/audit/backup.test.ts', 'a witness at an address'],
        by.issuerEgress,
      ]),
      met(2, '16.5.3', 'A failure opens nothing', [
        by.rollback,
        by.secondWall,
        ['src/trust/scope/gate.test.ts', 'a session without a role may do nothing'],
      ]),
    ],
  },
  {
    number: 17,
    title: 'WebRTC',
    rows: [
      none(2, '17.1.1', 'TURN reaches no reserved addresses', noWebRtc),
      none(2, '17.2.1', 'Keys of DTLS are kept', noWebRtc),
      none(2, '17.2.2', 'DTLS has good suites', noWebRtc),
      none(2, '17.2.3', 'SRTP is authenticated', noWebRtc),
      none(2, '17.2.4', 'Malformed SRTP does no harm', noWebRtc),
      none(2, '17.3.1', 'Signalling stands a flood', noWebRtc),
      none(2, '17.3.2', 'Malformed signalling does no harm', noWebRtc),
    ],
  },
];
