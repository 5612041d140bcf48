import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Files of the request path that read past the second wall, and what stands in its place. A new one is a decision: write why. */
const unguarded: Record<string, string> = {
  'src/trust/scope/read-as.ts':
    'counts are of everybody and leave under the disclosure rule; all else is bound to the scope',
  'src/trust/audit/group-commit.ts': 'writes log entries, which are nobody’s rows',
  'src/trust/audit/http/citizen-routes.ts': 'finds the number of an id, then asserts that the scope reaches it',
  'src/trust/audit/http/unusual-routes.ts': 'compares families of everybody; act audit.security.read',
  'src/genomes/variants/choose-reference.ts': 'orders references by how many genomes they hold, and does not tell',
  'src/genomes/archive/references/list-references.ts': 'counts of genomes by reference',
  'src/genomes/archive/genomes/show-family.ts': 'walks the family, and tells of those whom the scope reaches',
  'src/genomes/archive/routes.ts': 'use cases on submissions, after `requireReached` or `claimDataset`',
  'src/genomes/archive/reporting/routes.ts': 'a sender’s token opens what that sender sent',
  'src/register/search/open-register.ts':
    'reads who opted out, to leave them out of every count; counts leave under the rule of the scope',
  'src/register/cohorts/open-cohorts.ts': 'counts people under the research minimum, by the data sets of the scope',
  'src/biobank/specimens/consent/ask-consent.ts':
    'asks about the donors of specimens the scope reaches, and tells yes or no',
  'src/biobank/specimens/moving-in/import-inventory.ts':
    'finds the donors of an inventory, after `requireBiobank`; tells lines, not people',
  'src/biobank/specimens/reception/orders.ts':
    'finds the donor of an order by what the requisition says, and tells the id',
  'src/app/citizen/who.ts': 'changes a choice after `mayDecide` of this citizen and person',
  'src/app/consent/staff-routes.ts':
    'writes what one person stated after act consent.any.change; guardians need not be in the reader’s reach',
  'src/register/feeds/routes.ts':
    'finds whom rows mean among everybody, after act register.feeds.load; answers name nobody',
  'src/app/people/routes.ts': 'merges identities; act people.merge reaches everybody',
  'src/app/privacy/deps.ts': 'erasure and access reports after `assertPerson`',
  'src/governance/privacy/access-report/report.ts': 'makes the report of one person after `assertPerson`',
};

const pattern = /\b(?:unguardDatabase|bindDb)\(/;

test('whoever reads past the second wall is named here with a reason', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => join('src', name))
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|testing\.ts$|^src\/platform\//.test(path))
    .filter((path) => pattern.test(readFileSync(path, 'utf8')));
  expect(files.sort()).toEqual(Object.keys(unguarded).sort());
});
