import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What is not to be in the source; `but` are the files where it may be, with the reason. */
const forbidden: readonly { what: string; pattern: RegExp; in: readonly string[]; but?: readonly RegExp[] }[] = [
  { what: 'running text as a program', pattern: /\beval\s*\(|new Function\s*\(|\bvm\.run/, in: ['src', 'web/src'] },
  { what: 'a shell', pattern: /\bexecSync\(|child_process['"]\)?\.exec\b|shell:\s*true/, in: ['src', 'web/src'] },
  {
    what: 'markup made of text',
    pattern: /dangerouslySetInnerHTML|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write/,
    in: ['web/src'],
  },
  {
    what: 'messages between windows',
    pattern: /window\.postMessage|addEventListener\(\s*['"]message['"]/,
    in: ['web/src'],
  },
  { what: 'script addresses', pattern: /['"`]javascript:/, in: ['src', 'web/src'] },
  { what: 'a parser of XML', pattern: /DOMParser|libxml|xml2js|fast-xml-parser|\bsax\b/, in: ['src', 'web/src'] },
  { what: 'WebSocket, WebRTC, GraphQL', pattern: /new WebSocket|RTCPeerConnection|graphql/i, in: ['src', 'web/src'] },
  {
    what: 'LDAP, mail, memcache, templates',
    pattern: /ldapjs|nodemailer|memcached|handlebars|mustache|\bejs\b/i,
    in: ['src'],
  },
  { what: 'native code', pattern: /ffi-napi|process\.binding|\.node['"]\)/, in: ['src'] },
  { what: 'serialised objects', pattern: /v8['"]\)?\.deserialize|node-serialize|from 'yaml'|js-yaml/i, in: ['src'] },
  {
    // MD5 names a sequence in refget and VCF headers; it protects nothing.
    what: 'hashes that are broken',
    pattern: /createHash\(\s*['"](?:md5|sha1|md4)['"]/,
    in: ['src'],
    but: [/^src\/formats\/refget\//],
  },
  { what: 'ciphers without authentication', pattern: /aes-\d+-(?:ecb|cbc|ctr)|\bdes\b-|rc4/i, in: ['src'] },
  { what: 'keys too short', pattern: /modulusLength:\s*(?:512|1024|2048)\b|prime192|secp192/, in: ['src'] },
  {
    // How long a sender waits before it tries again is no secret.
    what: 'chance that can be guessed',
    pattern: /Math\.random/,
    in: ['src', 'web/src'],
    but: [/^src\/genomes\/archive\/reporting\/sender\/retry\.ts$/],
  },
  { what: 'TLS that trusts anybody', pattern: /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/, in: ['src'] },
  {
    // Statements of the source itself, never of somebody's text.
    what: 'statements that are not bound',
    pattern: /sql\.raw\(/,
    in: ['src'],
    but: [
      ...[/migrations?[./]/, /-migration\.ts$/, /installation\.ts$/, /remove-demo[\w-]*\.ts$/, /platform\/backup\//],
      ...[/scope\/row-security\.ts$/, /audit\/key-chain\.ts$/, /views\/citizen-log\.ts$/, /erasure\/forget-rows\.ts$/],
      // One of the five signs of comparison that its schema lets through.
      /specimens\/list-specimens\.ts$/,
    ],
  },
  {
    what: 'going out past the one door',
    pattern: /(?:await|return|=) fetch\(|https?\.request\(|net\.connect\(/,
    in: ['src/genomes', 'src/trust', 'src/register', 'src/access', 'src/biobank'],
    // Asks the one door first (assertAllowed) and follows no redirect.
    but: [/reporting\/sender\/connection\.ts$/],
  },
  {
    what: 'secrets of a source',
    pattern: /-----BEGIN (?:EC |RSA )?PRIVATE KEY-----\\?\n|AKIA[0-9A-Z]{16}/,
    in: ['src', 'web/src'],
  },
];

const listed = new Map<string, string[]>();

function sourcesOf(folder: string): string[] {
  const known = listed.get(folder) ?? listSources(folder);
  listed.set(folder, known);
  return known;
}

const texts = new Map<string, string>();

function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(file, 'utf8');
  texts.set(file, text);
  return text;
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !entry.parentPath.startsWith('src/app/asvs') &&
        /\.tsx?$/.test(entry.name) &&
        !/(?:\.test|testing)\.tsx?$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

function findIn(rule: (typeof forbidden)[number], files: readonly string[], read: (file: string) => string): string[] {
  return files
    .filter((file) => !(rule.but ?? []).some((pattern) => pattern.test(file)))
    .filter((file) => rule.pattern.test(read(file)))
    .flatMap((file) =>
      read(file)
        .split('\n')
        // What a comment tells of is not done.
        .filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && rule.pattern.test(line))
        .map((line) => `${rule.what}: ${file}: ${line.trim().slice(0, 120)}`),
    );
}

test('the source holds nothing of what is not to be used', () => {
  const found = forbidden.flatMap((rule) => findIn(rule, rule.in.flatMap(sourcesOf), textOf));
  expect(found).toEqual([]);
});

test('what is planted is found', () => {
  const planted: Record<string, string> = {
    'running text as a program': 'const x = eval(text);',
    'markup made of text': 'element.innerHTML = text;',
    'hashes that are broken': "createHash('md5').update(x)",
    'chance that can be guessed': 'const token = Math.random();',
    'statements that are not bound': 'await sql.raw(given).execute(db)',
    'TLS that trusts anybody': 'rejectUnauthorized: false',
    'going out past the one door': 'await fetch(given)',
    'ciphers without authentication': "createCipheriv('aes-256-cbc', key, iv)",
  };
  for (const [what, line] of Object.entries(planted)) {
    const rule = forbidden.find((one) => one.what === what)!;
    expect(
      findIn(rule, ['src/x.ts'], () => `// eval(\n${line}`),
      what,
    ).toHaveLength(1);
  }
});

test('passwords are typed unseen, may be pasted, and password managers know the field', () => {
  for (const file of ['web/src/sign-in/sign-in-page.tsx', 'web/src/session/step-up-dialog.tsx']) {
    const text = readFileSync(file, 'utf8');
    expect(text, file).toMatch(/type=(?:"password"|\{[^}]*'password'[^}]*\})/);
    expect(text, file).toContain('current-password');
  }
  // Pasting is taken by the page itself in one place: a list of tubes from a scanner, one a line.
  const taking = sourcesOf('web/src').filter((file) => /onPaste|onCopy/.test(textOf(file)));
  expect(taking).toEqual(['web/src/access/shipments-panel.tsx']);
  expect(taking.filter((file) => /password/.test(textOf(file)))).toEqual([]);
});

test('what a browser keeps beside the cookie is the reader’s taste, unfinished uploads and scans, never answers about people', () => {
  const keeping = sourcesOf('web/src').filter((file) =>
    /localStorage|sessionStorage|indexedDB|caches\./.test(textOf(file)),
  );
  expect(keeping.sort()).toEqual([
    // The rack that tubes go into, the choice of sound, and codes of tubes with what was said of each: no person is in them.
    'web/src/biobank/bench/place-page.tsx',
    'web/src/biobank/bench/sounds.ts',
    'web/src/biobank/bench/use-bench.ts',
    'web/src/components/table/column-choice.ts',
    'web/src/genomes/archive/upload-store.ts',
    'web/src/i18n/language.ts',
    'web/src/shell/preferences.ts',
  ]);
});
