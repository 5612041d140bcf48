import { makePdf, type PdfBlock } from '../../../formats/pdf/index.ts';
import type { RecordItem } from '../record/record.ts';
import type { AccessReport } from './report.ts';
import { type Language, labels } from './words.ts';

/** Look-ups listed one by one; all are in the JSON. */
const shownEntries = 200;

const day = (instant: string | null): string => instant?.slice(0, 10) ?? '–';
const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

function section(title: string, head: string[], rows: string[][], none: string, widths?: number[]): PdfBlock[] {
  const heading: PdfBlock = { kind: 'heading', level: 2, text: title };
  if (rows.length === 0) return [heading, { kind: 'text', text: none }];
  return [heading, { kind: 'table', head, rows, ...(widths === undefined ? {} : { widths }) }];
}

function blocksOf(report: AccessReport, lang: Language): PdfBlock[] {
  const t = (name: keyof typeof labels): string => labels[name][lang];
  const list = (title: keyof typeof labels, head: (keyof typeof labels)[], rows: string[][], widths?: number[]) =>
    section(t(title), head.map(t), rows, t('none'), widths);
  const { person, stored, recipients } = report;
  const born = person['born'] as { date: string } | null;
  return [
    { kind: 'heading', level: 1, text: t('title') },
    {
      kind: 'table',
      head: [t('about'), t('value')],
      rows: [
        [t('name'), person.name ?? '–'],
        [t('id'), person.id],
        [t('born'), born?.date ?? '–'],
        [t('sex'), String(person['sex'])],
        [t('madeAt'), minute(report.madeAt)],
      ],
      widths: [1, 3],
    },
    ...list(
      'genomes',
      ['id', 'dataset', 'assay', 'added', 'counted'],
      stored.genomes.map((g) => [g.id, g.dataset, g.assay, day(g.addedAt), t(g.counted ? 'yes' : 'no')]),
      [5, 4, 2, 2, 2],
    ),
    ...list(
      'purposes',
      ['dataset', 'purpose', 'legalBasis', 'controller'],
      report.purposes.map((p) => [
        p.datasets.join(', '),
        p.purpose[lang],
        p.legalBasis ?? t('notStated'),
        p.controller ?? t('notStated'),
      ]),
      [2, 4, 4, 2],
    ),
    ...list(
      'identifiers',
      ['namespace', 'value'],
      stored.identifiers.map((i) => [i.namespace, i.value]),
    ),
    ...list(
      'choices',
      ['scope', 'since'],
      report.choices.now.map((c) => [c.scope, day(c.since)]),
    ),
    ...list(
      'agreements',
      ['consent', 'given', 'until', 'state'],
      report.agreements.map((a) => [
        `${a.title[lang]} (${a.version})`,
        day(a.givenAt),
        day(a.endedAt ?? a.validTo),
        a.state,
      ]),
      [4, 2, 2, 2],
    ),
    ...list(
      'care',
      ['organisation', 'from', 'until'],
      report.care.map((c) => [c.organisation, day(c.from), day(c.until)]),
      [3, 1, 1],
    ),
    ...list(
      'emergencies',
      ['organisation', 'when', 'reason'],
      report.emergencies.map((e) => [e.organisation ?? '–', minute(e.openedAt), e.reason]),
    ),
    ...list(
      'recipients',
      ['organisation', 'role', 'purpose', 'times', 'latest'],
      recipients.summary.map((r) => [
        r.organisation ?? '–',
        r.role[lang],
        r.purpose[lang],
        String(r.entries),
        day(r.last),
      ]),
      [3, 2, 2, 1, 2],
    ),
    { kind: 'text', text: recipients.completeness.statement[lang] },
    ...list(
      'entries',
      ['when', 'what', 'organisation', 'role'],
      recipients.entries
        .slice(0, shownEntries)
        .map((e) => [minute(e.at), e.what[lang], e.by.organisation ?? '–', e.by.role[lang]]),
      [3, 4, 3, 2],
    ),
    ...list(
      'retention',
      ['about', 'retention'],
      report.retention.map((r) => [r.of[lang], r.rule[lang]]),
      [1, 2],
    ),
    { kind: 'heading', level: 2, text: t('rights') },
    ...report.rights.map((right): PdfBlock => ({ kind: 'text', text: right[lang] })),
  ];
}

const footerIn = (title: string, lang: Language) => (page: number, pages: number) =>
  `${title}   ${labels.page[lang]} ${page} ${labels.of[lang]} ${pages}`;

/** The report as a document for people. */
export async function accessReportPdf(report: AccessReport, lang: Language): Promise<Buffer> {
  const title = labels.title[lang];
  const footer = footerIn(title, lang);
  return await makePdf({
    title,
    language: lang,
    blocks: blocksOf(report, lang),
    footer,
    madeAt: new Date(report.madeAt),
  });
}

/** The record of processing as a document for people. */
export async function recordPdf(items: readonly RecordItem[], lang: Language, madeAt: Date): Promise<Buffer> {
  const t = (name: keyof typeof labels): string => labels[name][lang];
  const title = t('record');
  const blocks = items.flatMap((item): PdfBlock[] => {
    const stated = (value: string | null | undefined): string => value || t('notStated');
    const rows: [keyof typeof labels, string][] = [
      ['controller', stated(item.controller)],
      [
        'processors',
        stated(item.processors.map(({ name, agreement }) => [name, agreement].filter(Boolean).join(', ')).join('; ')),
      ],
      ['purposes', stated(item.purposes.join('; '))],
      ['legalBasis', stated(item.legalBasis)],
      ['subjects', stated(item.subjects.join('; '))],
      ['categories', stated(item.categories.join('; '))],
      ['receivers', stated(item.recipients.join('; '))],
      ['transfers', stated(item.transfers)],
      ['retention', stated(item.retention)],
      ['agreement', stated(item.agreement)],
      ['security', item.security.join('; ')],
    ];
    return [
      { kind: 'heading', level: 2, text: item.dataset.name },
      {
        kind: 'table',
        head: [t('about'), t('value')],
        rows: rows.map(([name, value]) => [t(name), value]),
        widths: [1, 3],
      },
    ];
  });
  const all: PdfBlock[] = [{ kind: 'heading', level: 1, text: title }, ...blocks];
  return await makePdf({ title, language: lang, blocks: all, footer: footerIn(title, lang), madeAt });
}
