/** The house's walls (docs/reference/architecture.md): who may import whom. Checked by tools/boundaries.mjs, which also plants a violation of each rule. */
const area = '^src/(register|biobank|access|genomes|clinic|research|federation|governance|knowledge)/';
module.exports = {
  forbidden: [
    {
      name: 'pure-rooms-stay-pure',
      comment:
        'formats/, genetics/ and bits/ turn bytes and values into values: no database, HTTP, clock, config or other area.',
      severity: 'error',
      from: { path: '^src/(formats|genetics|bits)/', pathNot: '\\.test\\.ts$|/testing\\.ts$' },
      to: {
        path: '^src/(platform|trust|app|register|biobank|access|genomes|clinic|research|federation|governance|knowledge)/|node_modules/(pg|kysely|fastify|pino|graphile-worker)/',
      },
    },
    {
      name: 'trust-and-platform-know-no-area',
      comment: 'trust/ may use platform/; neither may know another area.',
      severity: 'error',
      from: { path: '^src/(trust|platform)/', pathNot: '\\.test\\.ts$|/testing\\.ts$' },
      to: { path: `${area}|^src/app/` },
    },
    {
      name: 'platform-does-not-know-trust',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.test\\.ts$|/testing\\.ts$' },
      to: { path: '^src/trust/' },
    },
    {
      name: 'only-app-knows-app',
      comment: 'app/ composes everything; nothing imports it.',
      severity: 'error',
      from: { path: '^src/(?!app/)', pathNot: '\\.test\\.ts$|/testing\\.ts$' },
      to: { path: '^src/app/' },
    },
    {
      name: 'modules-are-reached-through-their-index',
      comment: 'From outside, a module is its index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)/([^/]+)/', pathNot: '\\.test\\.ts$|/testing\\.ts$|^src/app/' },
      to: { path: '^src/[^/]+/[^/]+/.+', pathNot: ['^src/$1/$2/', '^src/[^/]+/[^/]+/index\\.ts$', '^src/(bits)/'] },
    },
    {
      name: 'web-knows-no-server-code',
      severity: 'error',
      from: { path: '^web/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/' },
    },
    {
      name: 'no-circles-between-modules',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$|/testing\\.ts$' },
      to: { circular: true, viaOnly: { pathNot: '^src/([^/]+/[^/]+)/.*' } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.generated\\.ts$|^src/bits/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
