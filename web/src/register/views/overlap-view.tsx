import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { OverlapCell } from '../answers.ts';
import { UpSet } from '../charts/upset.tsx';
import { type Condition, withoutPart } from '../model.ts';
import { overlapQuery } from '../queries.ts';
import { useRegister } from '../register-context.ts';
import { sayEvents } from '../sentence.ts';
import { ShownNumber, useShownText } from '../shown.tsx';

const kinds = ['type', 'biobank', 'register'] as const;
type Kind = (typeof kinds)[number];
/** The server joins at most eight. */
const most = 7;

/** Who is in several sources at once: types of specimen, biobanks, or registers; genomes beside them. */
export function OverlapView() {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const [kind, setKind] = useState<Kind>('type');
  const { asked, facets, contents, words } = useRegister();
  const values =
    kind === 'register'
      ? (contents?.registers ?? []).map(({ name }) => name)
      : (facets?.facets[kind] ?? []).map(({ value }) => value).filter(Boolean);
  const sources: { label: string; condition: Condition }[] = values
    .slice(0, most)
    .map((value) =>
      kind === 'register'
        ? { label: sayEvents({ register: value }, words), condition: { field: 'event', register: value } }
        : { label: words.value(kind, value), condition: { field: 'specimen', [kind]: [value] } },
    );
  const all = [...sources, { label: t('register:genome'), condition: { field: 'genome', is: true } as const }];
  const question = kind === 'register' ? asked : withoutPart(asked, kind);
  const { data, error } = useQuery({ ...overlapQuery(question, all), enabled: sources.length > 0 });
  const cells = data?.cells ?? [];
  // Most combinations hold nobody or few; those that are told stand first.
  const rows = [...cells].sort((a, b) => (b.persons ?? -1) - (a.persons ?? -1));
  const hidden = rows.filter(({ persons }) => persons === null).length;
  const said = (row: OverlapCell) =>
    row.in.length === 0 ? t('register:overlap.none') : row.in.map((at) => all[at]?.label ?? '').join(' + ');
  return (
    <div className="stack">
      {error && <ProblemView error={error} />}
      <PicturePanel<OverlapCell>
        title={t('register:overlap.title')}
        note={t('register:overlap.note')}
        foot={t('register:overlap.foot', { count: hidden, number: format.int(hidden) })}
        tools={
          <select
            className="select small"
            aria-label={t('register:overlap.of')}
            value={kind}
            onChange={(event) => setKind(kinds.find((one) => one === event.target.value) ?? 'type')}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`register:overlap.kind.${one}`)}
              </option>
            ))}
          </select>
        }
        name="register-overlap"
        columns={[
          { key: 'in', head: t('register:overlap.head'), value: said, wrap: true },
          {
            key: 'persons',
            head: t('register:people'),
            num: true,
            value: (row) => row.persons ?? shownText(row),
            cell: (row) => <ShownNumber shown={row} />,
          },
        ]}
        rows={rows}
        rowKey={(row) => row.in.join()}
        draw={(width) =>
          rows.length === 0 ? (
            <Empty why={t('register:noSpecimens')} />
          ) : (
            <UpSet
              width={width}
              sources={all.map(({ label }) => label)}
              combinations={rows
                .filter(({ persons }) => persons !== null)
                .map((row) => ({
                  ...{ key: row.in.join(), in: row.in, value: row.persons },
                  shown: row.persons === null ? shownText(row) : `${said(row)}: ${shownText(row)}`,
                }))}
              label={t('register:overlap.title')}
              write={format.int}
            />
          )
        }
      />
    </div>
  );
}
