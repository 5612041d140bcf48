// Seeded answers in the shapes of the HTTP API, for looking at pages while they are written. Never part of the product.

function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export const next = random(20261121);
export const pick = (list) => list[Math.floor(next() * list.length)];
export const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-9)) * Math.cos(2 * Math.PI * next());
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const id = (prefix) => `${prefix}_${Array.from({ length: 22 }, () => pick([...letters])).join('')}`;
const bases = ['A', 'C', 'G', 'T'];

export const asOf = { dataVersion: 4117, maskEpoch: 12, at: '2026-11-21T06:00:00.000Z' };

const contig = (name, length, role = 'autosome') => ({
  name,
  length,
  role,
  refget: `SQ.${id('x').slice(2)}`,
  aliases: [`chr${name}`],
});
export const references = [
  {
    id: id('ref'),
    name: 'demo',
    checked: true,
    demo: true,
    fasta: true,
    digest: `SQ.${id('x').slice(2)}`,
    genomes: 400,
    contigs: [
      contig('1', 60_000),
      contig('2', 40_000),
      contig('X', 30_000, 'X'),
      contig('Y', 12_000, 'Y'),
      contig('MT', 16_569, 'MT'),
    ],
  },
  {
    id: id('ref'),
    name: 'GRCh38',
    checked: false,
    demo: false,
    fasta: false,
    digest: null,
    genomes: 12,
    contigs: [
      contig('1', 248_956_422),
      contig('14', 107_043_718),
      contig('X', 156_040_895, 'X'),
      contig('MT', 16_569, 'MT'),
    ],
  },
];

const sequences = new Map(
  references[0].contigs.map((one) => {
    const base = random(one.length);
    return [one.name, Array.from({ length: one.length }, () => bases[Math.floor(base() * 4)]).join('')];
  }),
);
const lineWidth = 60;
/** The demo reference as FASTA with its index. */
export const fasta = (() => {
  let text = '';
  let index = '';
  for (const [name, sequence] of sequences) {
    text += `>${name}\n`;
    index += `${name}\t${sequence.length}\t${Buffer.byteLength(text)}\t${lineWidth}\t${lineWidth + 1}\n`;
    text += `${sequence.replace(/(.{60})/g, '$1\n').replace(/\n$/, '')}\n`;
  }
  return { text: Buffer.from(text), index };
})();

const groups = ['Arvelige hjertesygdomme', 'Sjældne sygdomme', null];
export const datasets = [
  { name: 'demo-rare', source: 'facility', patientGroup: groups[1], genomes: 180, demo: true, reference: 'demo' },
  { name: 'demo-heart', source: 'facility', patientGroup: groups[0], genomes: 120, demo: true, reference: 'demo' },
  { name: 'demo-donors', source: 'research', patientGroup: null, genomes: 100, demo: true, reference: 'demo' },
  { name: 'trio', source: 'general-purpose', patientGroup: null, genomes: 12, demo: false, reference: 'GRCh38' },
].map((one) => ({
  id: id('dts'),
  controller: one.demo ? 'Region Øst (syntetisk)' : null,
  legalBasis: one.demo ? 'GDPR art. 6(1)(e), art. 9(2)(j)' : null,
  submissions: 3,
  ...one,
}));

export const growth = [];
for (const [month, share] of [
  ['2026-01', 0.1],
  ['2026-02', 0.08],
  ['2026-04', 0.15],
  ['2026-05', 0.1],
  ['2026-06', 0.12],
  ['2026-08', 0.2],
  ['2026-09', 0.1],
  ['2026-11', 0.15],
]) {
  for (const one of datasets.slice(0, 3))
    growth.push({ month, dataset: one.name, source: one.source, genomes: Math.round(one.genomes * share) });
}
growth.push({ month: '2026-11', dataset: 'trio', source: 'general-purpose', genomes: 12 });

export const genomes = Array.from({ length: 412 }, (_, at) => {
  const dataset = at < 180 ? datasets[0] : at < 300 ? datasets[1] : at < 400 ? datasets[2] : datasets[3];
  const sex = next() < 0.5 ? 'female' : 'male';
  const het = Math.round(2000 + normal() * 60);
  const homAlt = Math.round(1250 + normal() * 40);
  return {
    id: id('gen'),
    sample: dataset.demo ? `D-${String(at).padStart(4, '0')}` : `HG${String(2 + at).padStart(5, '0')}`,
    reference: dataset.reference,
    dataset: dataset.name,
    submission: null,
    type: 'germline',
    assay: pick(['wgs', 'wgs', 'wgs', 'wes']),
    technology: 'short-read',
    source: dataset.source,
    state: next() < 0.02 ? 'retracted' : 'current',
    sex,
    affected: next() < 0.3 ? true : next() < 0.7 ? false : null,
    family: at % 3 === 0 ? `FAM-${String(Math.floor(at / 3)).padStart(4, '0')}` : null,
    unrelated: next() < 0.8,
    patientGroup: dataset.patientGroup,
    callability: pick(['gvcf', 'gvcf', 'unknown', 'bed']),
    qc: {
      het,
      homAlt,
      hetHom: het / homAlt,
      tiTv: 2.07 + normal() * 0.02,
      missing: Math.round(Math.abs(normal() * 6)),
      missingRate: Math.abs(normal() * 0.002),
      calls: het + homAlt,
      snvs: Math.round((het + homAlt) * 0.86),
      indels: Math.round((het + homAlt) * 0.14),
      xHetRate: sex === 'female' ? 0.58 + normal() * 0.04 : Math.abs(0.01 + normal() * 0.005),
      yCalls: sex === 'female' ? Math.round(Math.abs(normal() * 2)) : Math.round(140 + normal() * 8),
    },
    addedAt: `2026-${String(1 + (at % 11)).padStart(2, '0')}-14T09:12:00.000Z`,
  };
});

function allele(chrom, pos) {
  const known = sequences.get(chrom);
  const sequence = known && pos < known.length - 40 ? known : undefined;
  const ref = sequence ? sequence[pos - 1] : pick(bases);
  const kind = next();
  if (kind < 0.08 && sequence) return { ref: sequence.slice(pos - 1, pos + Math.ceil(next() * 30)), alt: ref };
  if (kind < 0.14)
    return { ref, alt: ref + Array.from({ length: Math.ceil(next() * 40) }, () => pick(bases)).join('') };
  return { ref, alt: pick(bases.filter((base) => base !== ref)) };
}

function alleles(chrom, from, count, gap) {
  let pos = from;
  return Array.from({ length: count }, () => {
    pos += 1 + Math.floor(next() * gap);
    const an = 780 + Math.floor(next() * 20);
    const common = next() < 0.25;
    const ac = common ? Math.floor(next() * an * 0.9) : 1 + Math.floor(next() ** 3 * 30);
    const x = chrom === 'X';
    return {
      chrom,
      pos,
      ...allele(chrom, pos),
      ids: next() < 0.3 ? [`rs${Math.floor(next() * 1e9)}`] : [],
      filters: next() < 0.08 ? ['LowQual'] : ['PASS'],
      ac,
      an,
      af: ac / an,
      hom: common ? Math.floor(((ac / an) ** 2 * an) / 2) : 0,
      hemi: x ? Math.floor(ac / 3) : 0,
      missing: Math.floor(next() * 6),
    };
  });
}

/** Alleles of each reference, in the order of their positions. */
export const variants = {
  demo: [
    ...alleles('1', 0, 4000, 28),
    ...alleles('2', 0, 1500, 50),
    ...alleles('X', 0, 600, 90),
    ...alleles('MT', 0, 60, 500),
  ],
  GRCh38: [...alleles('1', 55_039_000, 900, 60), ...alleles('14', 23_412_000, 300, 160)],
};

/** One variant with its groups, under the public rule when `minimum` is not zero. */
export function variantAnswer(reference, row, minimum) {
  const group = (name, share, extra = {}) => {
    const an = Math.round(row.an * share);
    const ac = Math.min(an, Math.round(row.ac * share * (0.6 + next() * 0.8)));
    return {
      group: name,
      ac,
      an,
      af: an ? ac / an : null,
      hom: Math.round(row.hom * share),
      hemi: Math.round(row.hemi * share),
      missing: Math.round(row.missing * share),
      faf95: an ? Math.max(0, (ac / an) * 0.7) : null,
      het: Math.max(0, ac - 2 * Math.round(row.hom * share)),
      unknown: 0,
      ...extra,
    };
  };
  const list = [
    { ...group('all', 1), ac: row.ac, an: row.an, af: row.af, unknown: 4 },
    group('unrelated', 0.8),
    group('sex:female', 0.5),
    group('sex:male', 0.5),
    ...datasets
      .filter((one) => one.reference === reference)
      .map((one) => group(`dataset:${one.name}`, one.genomes / 412)),
    group('source:facility', 0.7),
    group('source:research', 0.25),
    group('patientGroup:Arvelige hjertesygdomme', 0.3),
    group('patientGroup:Nyresvigt', 0, { ac: 0, an: 0, af: null, faf95: null, unknown: 12 }),
    group('affected:yes', 0.3),
    group('affected:no', 0.6, { ac: 0, af: 0, hom: 0, hemi: 0, faf95: 0 }),
  ];
  for (const one of list) {
    if (minimum === 0 || one.ac === 0 || one.ac >= minimum) continue;
    Object.assign(one, { ac: null, af: null, hom: null, hemi: null, faf95: null, het: null, protected: `<${minimum}` });
  }
  const about = references.find((one) => one.name === reference);
  return {
    variant: { reference, chrom: row.chrom, pos: row.pos, ref: row.ref, alt: row.alt },
    groups: list,
    checked: about.checked,
    ids: row.ids,
    filters: row.filters,
    seen: row.ac > 0,
    others: [],
    qual: 812.4,
    asOf,
    notes: about.checked ? [] : [{ code: 'unchecked', text: 'No sequence is loaded.' }],
  };
}
