/** What a file is for in a submission. */
export type FileRole = 'variants' | 'pedigree' | 'phenopackets' | 'target' | 'callable' | 'index' | 'unknown';

/** Roles a person may choose between. */
export const choosableRoles = ['variants', 'pedigree', 'phenopackets', 'target', 'callable'] as const;

/** What a file is for, as its name says. A BED is taken for the target of an exome or panel until told otherwise. */
export function roleOf(name: string): FileRole {
  const lower = name.toLowerCase();
  if (/\.(g\.)?(vcf|gvcf)(\.b?gz)?$/.test(lower) || /\.vcf\.bgzf?$/.test(lower) || lower.endsWith('.bcf'))
    return 'variants';
  if (/\.(ped|fam)$/.test(lower)) return 'pedigree';
  if (/\.(json|phenopacket)$/.test(lower)) return 'phenopackets';
  if (/\.bed(\.gz)?$/.test(lower)) return /callable|confident/.test(lower) ? 'callable' : 'target';
  if (/\.(tbi|csi|idx|gzi|md5)$/.test(lower)) return 'index';
  return 'unknown';
}

/** A file on its way, as far as another page load needs to know it. */
export interface UploadItem {
  key: string;
  name: string;
  size: number;
  lastModified: number;
  role: FileRole;
  /** Bytes the server has. */
  sent: number;
  /** Where the server keeps it; null before the first byte. */
  url: string | null;
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'file-needed';
  error?: string;
}

/** What makes a chosen file the same as one chosen before a reload. */
export function fileKey(file: { name: string; size: number; lastModified: number }): string {
  return `${file.name}|${file.size}|${file.lastModified}`;
}

/** The server's own name of an upload: the last part of its address. */
export function uploadId(url: string): string {
  return decodeURIComponent(new URL(url, 'http://host').pathname.split('/').at(-1) ?? '');
}

/** The choices of a submission, as on the command line. Empty text means: let the server choose. */
export interface UploadChoices {
  dataset: string;
  reference: string;
  source: 'facility' | 'general-purpose' | 'research';
  type: 'germline' | 'somatic' | 'foetal' | 'rna';
  assay: 'wgs' | 'wes' | 'panel';
  absentReference: boolean;
}

/** Choices that suit one person with one VCF. */
export const defaultChoices: UploadChoices = {
  dataset: '',
  reference: '',
  source: 'facility',
  type: 'germline',
  assay: 'wgs',
  absentReference: false,
};

/** The body of the request that makes a submission of what was sent. */
export function submissionRequest(
  items: UploadItem[],
  choices: UploadChoices,
): { uploads: string[]; options: Record<string, unknown> } {
  const ids = (role: FileRole) =>
    items.filter((item) => item.role === role && item.url).map((item) => uploadId(item.url ?? ''));
  const options: Record<string, unknown> = {
    ...(choices.dataset.trim() ? { dataset: choices.dataset.trim() } : {}),
    source: choices.source,
    type: choices.type,
    assay: choices.assay,
  };
  if (choices.reference) options['reference'] = choices.reference;
  if (choices.absentReference) options['absent'] = 'reference';
  const [pedigree] = ids('pedigree');
  const [target] = ids('target');
  const [callable] = ids('callable');
  const phenopackets = ids('phenopackets');
  if (pedigree) options['pedigree'] = pedigree;
  if (target) options['target'] = target;
  if (callable) options['callable'] = callable;
  if (phenopackets.length > 0) options['phenopackets'] = phenopackets;
  return { uploads: ids('variants'), options };
}

/** The same work on the command line, with file names quoted where a shell needs it. */
export function sameCommand(items: UploadItem[], choices: UploadChoices): string {
  const quote = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`);
  const named = (role: FileRole) => items.filter((item) => item.role === role).map((item) => quote(item.name));
  const files = named('variants');
  const parts = ['idun genomes add', ...(files.length > 3 ? [...files.slice(0, 2), '…'] : files)];
  if (choices.dataset.trim()) parts.push('--dataset', quote(choices.dataset.trim()));
  if (choices.source !== defaultChoices.source) parts.push('--source', choices.source);
  if (choices.type !== defaultChoices.type) parts.push('--type', choices.type);
  if (choices.assay !== defaultChoices.assay) parts.push('--assay', choices.assay);
  if (choices.reference) parts.push('--reference', quote(choices.reference));
  if (choices.absentReference) parts.push('--absent', 'reference');
  for (const role of ['target', 'callable', 'pedigree', 'phenopackets'] as const) {
    const given = named(role);
    if (given.length > 0) parts.push(`--${role}`, ...given);
  }
  return parts.join(' ');
}
