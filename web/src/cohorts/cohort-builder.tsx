import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { Empty, ProblemView, SkeletonRows } from '../components/states.tsx';
import { useSettled } from '../components/use-settled.ts';
import { useFormat } from '../formatting/use-format.ts';
import { AddCondition, ConditionEditor } from './condition-editor.tsx';
import {
  type CohortCount,
  type Condition,
  chosenValues,
  completed,
  type Definition,
  isComplete,
  toggleValue,
  type WordField,
  wordFields,
} from './model.ts';
import { countQuery } from './queries.ts';
import { useConditionText, useCountText, useValueWord } from './words.ts';

/** How long the builder waits after a change before it counts, in milliseconds. */
const pause = 250;

/** The definition a moment after it last changed. */
export const useSettledDefinition = (definition: Definition): Definition => useSettled(definition, pause);

interface BuilderProps {
  definition: Definition;
  /** Saved cohort that is being changed. */
  cohort?: string | undefined;
  carriers: boolean;
  onChange(definition: Definition): void;
}

/** Conditions with how many people each leaves, where people drop out, and what is left. */
export function CohortBuilder({ definition, cohort, carriers, onChange }: BuilderProps) {
  const { t } = useTranslation();
  const settled = useSettledDefinition(definition);
  const count = useQuery(countQuery(settled, cohort));
  const everybody = useQuery(countQuery({ data: definition.data, conditions: [] }, undefined));
  const text = useCountText();
  const { conditions } = definition;
  const write = (next: Condition[]) => onChange({ ...definition, conditions: next });
  const stepOf = (at: number) => count.data?.steps[conditions.slice(0, at + 1).filter(isComplete).length - 1];
  return (
    <div className="cols cohort-cols">
      <Facets definition={definition} counts={count.data} onChange={onChange} />
      <div className="stack">
        <Panel title={t('cohorts:question')} note={t('cohorts:questionNote')} padded>
          <ol className="conditions">
            {conditions.map((condition, at) => {
              const step = isComplete(condition) ? stepOf(at) : undefined;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
                <li key={at}>
                  <span className="join">{t(at === 0 ? 'cohorts:people' : 'cohorts:say.and')}</span>
                  <ConditionEditor
                    condition={condition}
                    facets={everybody.data?.facets}
                    carriers={carriers}
                    depth={0}
                    onChange={(next) =>
                      write(conditions.flatMap((one, i) => (i !== at ? [one] : next === null ? [] : [next])))
                    }
                  />
                  <output className="left">{step ? text(step) : '–'}</output>
                </li>
              );
            })}
          </ol>
          <AddCondition carriers={carriers} groups onAdd={(next) => write([...conditions, next])} />
          {count.error && <ProblemView error={count.error} />}
          {count.data?.heldFrom !== undefined && (
            <p className="small muted">{t('cohorts:held', { version: count.data.heldFrom })}</p>
          )}
        </Panel>
        <Funnel conditions={completed(settled.conditions)} count={count.data} />
      </div>
    </div>
  );
}

interface StepRow {
  key: string;
  text: string;
  persons: number | null;
  shown: string;
  lost: number | null;
}

function Funnel({ conditions, count }: { conditions: Condition[]; count: CohortCount | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useConditionText();
  const text = useCountText();
  const all = count?.everybody.persons ?? 0;
  const first: StepRow = {
    key: 'all',
    text: t('cohorts:everybody'),
    persons: all,
    shown: count ? text(count.everybody) : '–',
    lost: null,
  };
  const rows: StepRow[] = [
    first,
    ...(count?.steps ?? []).slice(0, conditions.length).map((step, at) => ({
      key: `${at}`,
      text: say(conditions[at]!),
      persons: step.persons,
      shown: text(step),
      lost: step.lost,
    })),
  ];
  const columns: Column<StepRow>[] = [
    { key: 'text', head: t('cohorts:condition'), value: (row) => row.text, wrap: true, sortable: false },
    {
      key: 'bar',
      head: t('cohorts:shareOf'),
      opt: true,
      sortable: false,
      value: (row) => (row.persons === null || all === 0 ? null : row.persons / all),
      cell: (row) => (
        <span className="bar wide">
          <i style={{ width: `${all === 0 ? 0 : (100 * (row.persons ?? 0)) / all}%` }} />
        </span>
      ),
    },
    { key: 'persons', head: t('cohorts:left'), num: true, sortable: false, value: (row) => row.shown },
    {
      key: 'lost',
      head: t('cohorts:lost'),
      num: true,
      sortable: false,
      value: (row) => row.lost,
      cell: (row) => (row.lost === null ? <span className="muted">–</span> : format.int(row.lost)),
    },
  ];
  return (
    <Panel
      title={t('cohorts:funnel')}
      note={t('cohorts:funnelNote')}
      tools={<TableTools name="idun-cohort-funnel" columns={columns} rows={rows} />}
      foot={count && (count.roundedTo > 1 ? t('cohorts:ruleRounded', { to: count.roundedTo }) : t('cohorts:ruleExact'))}
    >
      {count ? (
        <DataTable
          caption={t('cohorts:funnel')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.key}
          onSort={() => undefined}
        />
      ) : (
        <div className="body stack">
          <SkeletonRows rows={3} />
        </div>
      )}
    </Panel>
  );
}

const facetOrder = [
  'sex',
  'birthDecade',
  'affected',
  'patientGroup',
  'region',
  'municipality',
  'dataset',
  'assay',
  'source',
  'feature',
];
/** Values of a facet that are shown at first. */
const fewest = 8;

function Facets({
  definition,
  counts,
  onChange,
}: {
  definition: Definition;
  counts: CohortCount | undefined;
  onChange(next: Definition): void;
}) {
  const { t } = useTranslation();
  const word = useValueWord();
  const text = useCountText();
  const facets = facetOrder.filter((field) => (counts?.facets[field]?.length ?? 0) > 0);
  const most = (field: string) => Math.max(1, ...(counts?.facets[field] ?? []).map(({ persons }) => persons ?? 0));
  return (
    <Panel title={t('cohorts:narrow')} note={t('cohorts:countsArePeople')} padded>
      {counts && facets.length === 0 && <Empty why={t('cohorts:nobody')} />}
      {facets.map((field) => (
        <details key={field} className="facet-box" open={facetOrder.indexOf(field) < 5}>
          <summary>{t(`cohorts:field.${field}`)}</summary>
          <ul>
            {counts?.facets[field]?.slice(0, fewest).map((one) => {
              const able = wordFields.some((known) => known === field);
              const on = able && chosenValues(definition.conditions, field as WordField).includes(one.value);
              const inside = (
                <>
                  <span className="breakable">{word(field, one.value)}</span>
                  <span className="num">{text(one)}</span>
                  <span className="bar" aria-hidden="true">
                    <i style={{ width: `${(100 * (one.persons ?? 0)) / most(field)}%` }} />
                  </span>
                </>
              );
              return (
                <li key={one.value}>
                  {able ? (
                    <button
                      type="button"
                      className="facet-value"
                      aria-pressed={on}
                      onClick={() =>
                        onChange({
                          ...definition,
                          conditions: toggleValue(definition.conditions, field as WordField, one.value),
                        })
                      }
                    >
                      {inside}
                    </button>
                  ) : (
                    <span className="facet-value">{inside}</span>
                  )}
                </li>
              );
            })}
          </ul>
        </details>
      ))}
    </Panel>
  );
}
