import { describe, expect, it } from 'vitest';
import {
  defaultChoices,
  fileKey,
  roleOf,
  sameCommand,
  submissionRequest,
  type UploadItem,
  uploadId,
} from './upload-roles.ts';

function item(name: string, url: string | null = `http://127.0.0.1:8480/api/uploads/id-${name}`): UploadItem {
  return { key: name, name, size: 1, lastModified: 2, role: roleOf(name), sent: 1, url, state: 'sent' };
}

describe('files of a submission', () => {
  it('knows what a file is for by its name', () => {
    for (const name of ['a.vcf', 'A.VCF.GZ', 'a.g.vcf.gz', 'a.gvcf.gz', 'a.vcf.bgz', 'a.bcf']) {
      expect(roleOf(name)).toBe('variants');
    }
    expect(roleOf('family.ped')).toBe('pedigree');
    expect(roleOf('patient.json')).toBe('phenopackets');
    expect(roleOf('exome.bed')).toBe('target');
    expect(roleOf('HG002_confident.bed.gz')).toBe('callable');
    expect(roleOf('a.vcf.gz.tbi')).toBe('index');
    expect(roleOf('notes.docx')).toBe('unknown');
  });

  it('recognises a file chosen again after a reload', () => {
    const file = { name: 'a.vcf', size: 10, lastModified: 5 };
    expect(fileKey(file)).toBe(fileKey({ ...file }));
    expect(fileKey(file)).not.toBe(fileKey({ ...file, size: 11 }));
  });

  it('asks for a submission with variant files apart from the files beside them', () => {
    const items = [item('a.vcf.gz'), item('b.bcf'), item('f.ped'), item('t.bed'), item('p.json'), item('a.vcf.gz.tbi')];
    expect(submissionRequest(items, { ...defaultChoices, dataset: ' trio ', absentReference: true })).toEqual({
      uploads: ['id-a.vcf.gz', 'id-b.bcf'],
      options: {
        dataset: 'trio',
        source: 'facility',
        type: 'germline',
        assay: 'wgs',
        absent: 'reference',
        pedigree: 'id-f.ped',
        target: 'id-t.bed',
        phenopackets: ['id-p.json'],
      },
    });
    expect(uploadId('/api/uploads/abc%2B1')).toBe('abc+1');
  });

  it('writes the same work as a command', () => {
    const choices = { ...defaultChoices, dataset: 'my set', assay: 'wes' as const };
    expect(sameCommand([item("o'neill.vcf"), item('t.bed')], choices)).toBe(
      "idun genomes add 'o'\\''neill.vcf' --dataset 'my set' --assay wes --target t.bed",
    );
    expect(sameCommand([], defaultChoices)).toBe('idun genomes add');
  });
});
