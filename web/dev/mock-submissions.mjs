// Seeded submissions with reports, for looking at pages while they are written. Never part of the product.
import { datasets, genomes, id, next, normal, pick } from './mock-data.mjs';

const hash = () => Array.from({ length: 64 }, () => pick([...'0123456789abcdef'])).join('');
const files = (count, dataset) =>
  Array.from({ length: count }, (_, at) => ({
    name: `${dataset}-batch-${at + 1}.g.vcf.gz`,
    bytes: Math.round(4e8 * next() + 1e7),
    sha256: hash(),
    format: 'VCF 4.3 (gVCF)',
    samples: 32,
  }));

const finding = (severity, code, parameters, text, more = {}) => ({ severity, code, parameters, ...text, ...more });
const findings = [
  finding(
    'info',
    'samples-provisional',
    { count: 3, samples: 'D-0041, D-0042, D-0043' },
    {
      what: '3 samples belong to people the archive does not know.',
      expected: 'Each sample is linked to a person.',
      found: 'Provisional people were made.',
      action: 'Link them later.',
    },
  ),
  finding(
    'warning',
    'sex-mismatch',
    { sample: 'D-0047', declared: 'male', inferred: 'female', xHetPercent: '57.0', yCalls: 66 },
    {
      what: 'The declared sex of sample D-0047 does not fit its genome.',
      expected: 'Declared: male.',
      found: 'The calls look female.',
      action: 'Check for an exchanged tube.',
    },
    { holds: true },
  ),
  finding(
    'warning',
    'parent-impossible',
    { parent: 'D-0048', child: 'D-0046', kinship: '0.020', ibs0: 212, sites: 6800 },
    {
      what: 'The pedigree calls D-0048 a parent of D-0046; their genomes say otherwise.',
      expected: 'Kinship near 0.25.',
      found: 'Kinship 0.020.',
      action: 'Check the pedigree.',
    },
    { holds: true },
  ),
  finding(
    'warning',
    'IDUN_VCF_INFO_COUNT',
    {},
    {
      what: 'INFO/AF has 2 values for 1 alternate allele',
      expected: 'one value for each alternate allele (Number=A)',
      found: '14 times; the first is named here.',
      action: 'Look at the lines named and ask the laboratory that made the file.',
    },
    { file: 'demo-rare-batch-2.g.vcf.gz', line: 184 },
  ),
];

function report(verdict, count) {
  const some = genomes
    .slice(40, 40 + count)
    .map((one) => ({ id: one.id, sample: one.sample, sexDeclared: one.sex, sexInferred: one.sex, ...one.qc }));
  if (verdict === 'quarantined')
    Object.assign(some[7], { sexDeclared: 'male', sexInferred: 'female', xHetRate: 0.57, yCalls: 66, hetHom: 2.6 });
  return {
    verdict,
    summary: `${count} genomes, ${verdict === 'accepted' ? 'no finding stops them' : 'two findings stop them'}.`,
    findings: verdict === 'accepted' ? findings.slice(0, 1) : findings,
    totals: {
      records: 4_912_337,
      alleles: 5_104_882,
      snvs: 4_402_118,
      indels: 690_004,
      structural: 12_760,
      multiallelic: 96_122,
      tiTv: 2.071,
    },
    genomes: some,
    relatedness: some
      .slice(0, Math.min(20, count - 1))
      .flatMap((one, at) =>
        at % 2 === 0
          ? [
              {
                a: one.id,
                b: some[at + 1].id,
                sampleA: one.sample,
                sampleB: some[at + 1].sample,
                sites: 6800,
                kinship: 0.25 + normal() * 0.006,
                ibs0: Math.round(Math.abs(normal() * 2)),
                relation: 'parent-child',
                expected: 'parent-child',
              },
            ]
          : [
              {
                a: one.id,
                b: some[at + 1].id,
                sampleA: one.sample,
                sampleB: some[at + 1].sample,
                sites: 6800,
                kinship: 0.25 + normal() * 0.01,
                ibs0: Math.round(54 + Math.abs(normal() * 14)),
                relation: 'full-siblings',
                expected: 'same-family',
              },
            ],
      )
      .concat(
        verdict === 'accepted'
          ? []
          : [
              {
                a: some[6].id,
                b: some[8].id,
                kinship: 0.02,
                ibs0: 212,
                sampleA: some[6].sample,
                sampleB: some[8].sample,
                sites: 6800,
                relation: 'unrelated',
                expected: 'parent-child',
              },
            ],
      ),
    references: { checked: true, mismatches: 0, matchedBy: 'contig lengths and names' },
    distribution: {
      tiTv: { median: 2.07, low: 2.0, high: 2.14, genomes: 180 },
      hetHom: { median: 1.6, low: 1.35, high: 1.9, genomes: 180 },
      missingRate: { median: 0.001, low: 0, high: 0.006, genomes: 180 },
      snvs: { median: 2795, low: 2500, high: 3100, genomes: 180 },
      indels: { median: 455, low: 400, high: 510, genomes: 180 },
    },
  };
}

const submission = (state, dataset, count, day, extra = {}) => ({
  id: id('sub'),
  state,
  dataset,
  reference: datasets.find((one) => one.name === dataset).reference,
  source: datasets.find((one) => one.name === dataset).source,
  type: 'germline',
  assay: 'wgs',
  genomes: count,
  files: files(3, dataset),
  createdAt: `2026-11-${day}T07:58:12.000Z`,
  acceptedAt: state === 'accepted' ? `2026-11-${day}T08:41:50.000Z` : null,
  log: Array.from(
    { length: 24 },
    (_, at) => `08:31:${String(at).padStart(2, '0')} contig ${1 + (at % 22)}: 21104338 records in 41.9 s`,
  ),
  events: [
    { at: `2026-11-${day}T07:58:12.000Z`, from: null, to: 'received', reason: null },
    { at: `2026-11-${day}T07:59:02.000Z`, from: 'received', to: 'validating', reason: null },
  ],
  ...extra,
});

export const submissions = [
  submission('validating', 'demo-donors', 64, '21', {
    progress: {
      steps: [
        { name: 'Looking at the files', state: 'done', done: 0, total: null, unit: '' },
        { name: 'Reading', state: 'running', done: 1_071_000_000, total: 1_900_000_000, unit: 'bytes' },
      ],
      rate: 50_200_000,
      secondsLeft: 17,
    },
  }),
  submission('quarantined', 'demo-rare', 96, '20', { report: report('quarantined', 96) }),
  submission('rejected', 'trio', 0, '19', {
    files: files(1, 'trio'),
    report: {
      ...report('accepted', 1),
      verdict: 'rejected',
      summary: 'The file ends in the middle of a block.',
      genomes: [],
      relatedness: [],
      totals: {},
      findings: [
        {
          severity: 'error',
          code: 'IDUN_BGZF_TRUNCATED',
          what: 'The file ends in the middle of a bgzip block',
          expected: 'an empty block at the end (EOF marker)',
          found: 'the file ends after 104 857 600 bytes',
          action: 'Copy the file again and compare its checksum with the sender’s.',
          file: 'trio-batch-1.g.vcf.gz',
          line: 48211,
        },
      ],
    },
  }),
  ...Array.from({ length: 60 }, (_, at) =>
    submission('accepted', datasets[at % 3].name, 4 + (at % 60), String(18 - (at % 17)).padStart(2, '0'), {
      report: report('accepted', 4 + (at % 60)),
    }),
  ),
];
genomes.forEach((one, at) => {
  one.submission = submissions[3 + (at % 60)].id;
});
