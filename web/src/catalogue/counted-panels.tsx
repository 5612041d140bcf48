import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../charts/picture-panel.tsx';
import { StackedBars } from '../charts/stacked-bars.tsx';
import type { Column } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { BarRows } from './bar-rows.tsx';
import type { Counted, CountedValue } from './catalogue-api.ts';
import { useChapterWord, useCount, useListWord } from './words.ts';

type Part = 'types' | 'ages' | 'sexes' | 'years' | 'diseases' | 'temperatures';
const lists: Record<Part, string | null> = {
  types: 'sampleType',
  ages: 'ageRange',
  sexes: 'sex',
  years: null,
  diseases: 'chapter',
  temperatures: 'temperature',
};

function useColumns(head: string, word: (value: string) => string): Column<CountedValue>[] {
  const { t } = useTranslation();
  const count = useCount();
  return [
    { key: 'value', head, value: (row) => word(row.value) },
    {
      key: 'persons',
      head: t('catalogue:peopleWord'),
      num: true,
      value: (row) => row.persons ?? row.protected,
      cell: (row) => count(row),
    },
    {
      key: 'specimens',
      head: t('catalogue:specimensWord'),
      num: true,
      value: (row) => row.specimens,
      cell: (row) => count(row, row.specimens),
    },
  ];
}

function PartPanel({ counted, part, name }: { counted: Counted; part: Part; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = useCount();
  const listed = useListWord();
  const chapter = useChapterWord();
  const of = lists[part];
  const word = (value: string) => (of === null ? value : of === 'chapter' ? chapter(value) : listed(of, value));
  const columns = useColumns(t(`catalogue:parts_.${part}`), word);
  const rows = counted[part];
  const title = t(`catalogue:by.${part}`);
  return (
    <PicturePanel
      title={title}
      note={t('catalogue:peopleWord')}
      name={`${name.replace(/[^\w-]+/g, '-')}-${part}`}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.value}
      draw={(width) =>
        part === 'years' ? (
          <StackedBars
            width={width}
            height={180}
            bars={rows.map((row) => ({ key: row.value, label: row.value, values: [row.persons ?? 0] }))}
            layers={[t('catalogue:peopleWord')]}
            label={title}
            write={format.int}
            tip={(bar) => `${bar.label}: ${format.int(bar.values[0] ?? 0)}`}
          />
        ) : (
          <BarRows width={width} rows={rows} label={title} word={word} write={(row) => count(row)} />
        )
      }
    />
  );
}

/** What the register counts of an entry, as pictures with their tables; one statement of what it is of for all of them. */
export function CountedPanels({ counted, name }: { counted: Counted; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = useCount();
  const shown = (parts: readonly Part[]) =>
    parts
      .filter((part) => counted[part].length > 0)
      .map((part) => <PartPanel key={part} counted={counted} part={part} name={name} />);
  // Short pictures under each other beside a tall one; chapters of diagnoses have long names and many rows.
  return (
    <>
      <Panel
        title={t('catalogue:counted')}
        note={t('catalogue:asOf', { time: format.dateTime(counted.asOf.at) })}
        foot={t('catalogue:countedFoot', { step: counted.roundedTo })}
        padded
      >
        <dl className="facts">
          <div>
            <dt>{t('catalogue:peopleWord')}</dt>
            <dd>{count(counted)}</dd>
          </div>
          <div>
            <dt>{t('catalogue:specimensWord')}</dt>
            <dd>{count(counted, counted.specimens)}</dd>
          </div>
          {counted.years.length > 0 && (
            <div>
              <dt>{t('catalogue:years')}</dt>
              <dd>
                {counted.years[0]?.value}–{counted.years.at(-1)?.value}
              </dd>
            </div>
          )}
        </dl>
      </Panel>
      {counted.years.length > 1 && <PartPanel counted={counted} part="years" name={name} />}
      <div className="cols two-up">
        <div className="stack">{shown(['types', 'sexes', 'temperatures'])}</div>
        <div className="stack">{shown(['ages'])}</div>
      </div>
      {shown(['diseases'])}
    </>
  );
}
