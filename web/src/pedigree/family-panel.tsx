import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { carriersQuery } from '../api/queries.ts';
import { ViewSwitch } from '../charts/picture-panel.tsx';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { Scroll } from '../components/scroll.tsx';
import { ProblemView } from '../components/states.tsx';
import { download, svgText } from '../components/take-away.ts';
import { type FamilyMember, familyQuery } from './family-query.ts';
import { layoutPedigree } from './layout.ts';
import type { PedigreePerson, PlacedPerson } from './model.ts';
import { PedigreeFigure } from './pedigree-figure.tsx';
import { affectedWord, carrierWord } from './reading.ts';

interface FamilyPanelProps {
  genome: string;
  reference: string;
  /** Whether the reader may ask who carries a variant. */
  carriers: boolean;
}

function sexOf(member: FamilyMember): PedigreePerson['sex'] {
  return member.sex === 'male' || member.sex === 'female' ? member.sex : 'unknown';
}

/** The family of a genome's person: drawn, and the same as a table. Nothing where no relative is known. */
export function FamilyPanel({ genome, reference, carriers }: FamilyPanelProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [table, setTable] = useState(false);
  const [variant, setVariant] = useState('');
  const picture = useRef<HTMLDivElement>(null);
  const { data, error } = useQuery(familyQuery(genome));
  const carried = useQuery({ ...carriersQuery(reference, variant), enabled: carriers && variant !== '' });
  const copies = useMemo(() => {
    if (variant === '' || !carried.data) return undefined;
    return new Map(carried.data.flatMap((one) => one.carriers.map((carrier) => [carrier.genome, carrier.copies])));
  }, [variant, carried.data]);
  const members = useMemo(() => new Map(data?.members.map((one) => [one.id, one])), [data]);
  const layout = useMemo(
    () =>
      layoutPedigree(
        (data?.members ?? []).map(
          (one): PedigreePerson => ({
            ...one,
            sex: sexOf(one),
            proband: one.id === data?.proband,
            copies: copies && one.genome ? ((copies.get(one.genome) ?? 0) as 0 | 1 | 2) : null,
          }),
        ),
      ),
    [data, copies],
  );
  if (error) return <ProblemView error={error} />;
  if (!data || data.members.length < 2) return null;
  const member = (placed: PlacedPerson) => members.get(placed.person.id)!;
  const nameOf = (placed: PlacedPerson) => member(placed).sample ?? '';
  const labels = new Map(layout.people.map((one) => [one.person.id, one.label]));
  const labelOf = (id: string | null) => (id === null ? null : (labels.get(id) ?? null));
  const columns: Column<PlacedPerson>[] = [
    { key: 'label', head: t('pedigree:place'), value: (row) => row.label },
    { key: 'name', head: t('words:sample'), value: (row) => nameOf(row) || null },
    { key: 'sex', head: t('words:sexWord'), value: (row) => t(`words:sex.${row.person.sex}`) },
    {
      key: 'affected',
      head: t('words:affectedWord'),
      value: (row) => (row.person.hidden ? t('pedigree:hidden') : affectedWord(row.person.affected, t)),
    },
    {
      key: 'deceased',
      head: t('pedigree:deceasedWord'),
      opt: true,
      value: (row) => (row.person.deceased ? t('words:yes') : null),
    },
    ...(copies
      ? [
          {
            key: 'copies',
            head: t('pedigree:copiesWord'),
            value: (row: PlacedPerson) => carrierWord(row.person.copies, t) || null,
          },
        ]
      : []),
    { key: 'father', head: t('pedigree:father'), opt: true, value: (row) => labelOf(row.person.father) },
    { key: 'mother', head: t('pedigree:mother'), opt: true, value: (row) => labelOf(row.person.mother) },
  ];
  const save = () => {
    const svg = picture.current?.querySelector('svg');
    if (svg) download(`${genome}-pedigree.svg`, svgText(svg), 'image/svg+xml');
  };
  return (
    <Panel
      title={t('pedigree:title')}
      note={t('pedigree:note', { count: layout.people.length, number: layout.people.length })}
      tools={
        <>
          <ViewSwitch table={table} onChange={setTable} />
          {table ? (
            <TableTools name={`${genome}-pedigree`} columns={columns} rows={layout.people} />
          ) : (
            <button type="button" className="link" onClick={save}>
              SVG
            </button>
          )}
        </>
      }
      foot={
        <>
          {t('pedigree:legend')}
          {data.members.some((one) => one.hidden) && <> {t('pedigree:hiddenWhy')}</>}
          {data.more && <> {t('pedigree:more')}</>}
        </>
      }
    >
      {carriers && <CarrierForm variant={variant} onAsk={setVariant} />}
      {carried.error && variant !== '' ? <ProblemView error={carried.error} /> : null}
      {table ? (
        <DataTable
          caption={t('pedigree:title')}
          columns={columns}
          rows={layout.people}
          rowKey={(row) => row.person.id}
        />
      ) : (
        <Scroll label={t('pedigree:title')}>
          <div ref={picture} className="pedigree-paper">
            <PedigreeFigure
              layout={layout}
              nameOf={nameOf}
              canOpen={(placed) => member(placed).genome !== null && member(placed).genome !== genome}
              onOpen={(placed) => {
                const { genome: id } = member(placed);
                if (id) navigate({ to: '/genomes/$id', params: { id } });
              }}
            />
          </div>
        </Scroll>
      )}
    </Panel>
  );
}

/** Asks who in the family carries a variant; every look-up is logged. */
function CarrierForm({ variant, onAsk }: { variant: string; onAsk(variant: string): void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(variant);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(text.trim());
  };
  return (
    <form className="filter-row" onSubmit={submit}>
      <label htmlFor={id}>{t('pedigree:markCarriers')}</label>
      <input
        id={id}
        className="input mono carrier-input"
        placeholder="1-55051215-G-A"
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="btn small">
        {t('pedigree:mark')}
      </button>
    </form>
  );
}
