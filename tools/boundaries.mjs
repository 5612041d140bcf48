/**
 * Checks the walls between rooms with dependency-cruiser, and first that the check can fail: one violation of each
 * kind is planted in a scratch file and must be found. A floor on the number of modules guards against a blind run.
 * Exit code 0 only when the plants were found and the real tree is clean.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

const FLOOR = 80;
const plants = [
  [
    'src/formats/planted-violation/index.ts',
    "import { Problem } from '../../platform/problem/index.ts';\nexport const x = Problem;\n",
    'pure-rooms-stay-pure',
  ],
  [
    'src/platform/planted-violation/index.ts',
    "import { mintPublicScope } from '../../trust/scope/index.ts';\nexport const x = mintPublicScope;\n",
    'platform-does-not-know-trust',
  ],
  [
    'src/genomes/planted-violation/index.ts',
    "import { SegmentReader } from '../variants/segment/segment-reader.ts';\nexport const x = SegmentReader;\n",
    'modules-are-reached-through-their-index',
  ],
];

/** Runs the cruiser over the tree. @returns violations and the number of modules seen */
function cruise() {
  let output;
  try {
    output = execFileSync(
      process.execPath,
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        'src',
        'web/src',
      ],
      {
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  } catch (error) {
    output = error.stdout;
  }
  const { summary } = JSON.parse(output.toString('utf8'));
  return { violations: summary.violations, modules: summary.totalCruised };
}

const folders = plants.map(([path]) => path.slice(0, path.lastIndexOf('/')));
let failed = false;
try {
  plants.forEach(([path, text], i) => {
    mkdirSync(folders[i], { recursive: true });
    writeFileSync(path, text);
  });
  const { violations } = cruise();
  for (const [path, , rule] of plants) {
    if (!violations.some((v) => v.from === path && v.rule.name === rule)) {
      console.error(`The boundary check is blind: the planted violation of ${rule} in ${path} was not found.`);
      failed = true;
    }
  }
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

const { violations, modules } = cruise();
if (modules < FLOOR) {
  console.error(`Only ${modules} modules were cruised; at least ${FLOOR} are expected. The check sees too little.`);
  failed = true;
}
for (const v of violations.filter((v) => v.rule.severity === 'error')) {
  console.error(`${v.rule.name}: ${v.from} → ${v.to}`);
  failed = true;
}
console.log(
  `boundaries: ${modules} modules, ${violations.length} violations, ${plants.length} planted violations checked`,
);
process.exit(failed ? 1 : 0);
