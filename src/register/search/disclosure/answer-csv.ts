import { type CsvCell, csvLine } from '../../../formats/csv/index.ts';
import type { Ask, AskName } from '../model.ts';
import type { ShownCounts, ShownNumber } from './protect.ts';
import type { ShownAnswer } from './protect-answers.ts';

interface Table {
  header: readonly string[];
  rows: readonly (readonly CsvCell[])[];
}

// A protected number is written as its mark, so that a file tells no less than the page: `<5`, `~`.
const number = ({ persons, protected: mark }: ShownNumber): CsvCell => persons ?? mark ?? null;
const counts = (one: ShownCounts): CsvCell[] => [number(one), one.specimens, one.genomes];
const cell = (one: ShownNumber & { specimens?: number | null }): CsvCell[] => [number(one), one.specimens ?? null];

const tables: { [N in AskName]: (answer: ShownAnswer<N>, ask: Ask<N>) => Table } = {
  count: (answer) => ({ header: ['persons', 'specimens', 'genomes'], rows: [counts(answer)] }),
  funnel: ({ everybody, steps }, { query }) => ({
    header: ['condition', 'persons', 'specimens', 'genomes', 'alone_persons', 'alone_specimens', 'alone_genomes'],
    rows: [
      ['', ...counts(everybody), null, null, null],
      ...steps.map(({ left, alone }, at) => [JSON.stringify(query.conditions[at]), ...counts(left), ...counts(alone)]),
    ],
  }),
  facets: ({ facets, codes }, { codes: asked }) => ({
    header: ['facet', 'value', 'persons', 'specimens'],
    rows: [
      ...Object.entries(facets).flatMap(([name, cells]) => cells.map((one) => [name, one.value, ...cell(one)])),
      ...codes.flatMap((cells, at) => cells.map((one) => [asked[at]?.register ?? '', one.value, ...cell(one)])),
    ],
  }),
  cross: ({ cells }, { rows, columns }) => ({
    header: [rows, columns, 'persons', 'specimens'],
    rows: cells.map((one) => [one.row, one.column, ...cell(one)]),
  }),
  overlap: ({ cells }, { sources }) => ({
    header: [...sources.map(({ label }) => label), 'persons'],
    rows: cells.map((one) => [...sources.map((_, at) => (one.in.includes(at) ? 1 : 0)), number(one)]),
  }),
  lags: ({ lags }) => ({
    header: ['from_days', 'persons', 'specimens'],
    rows: lags.map((one) => [one.fromDays, ...cell(one)]),
  }),
  courses: ({ courses, others }) => ({
    header: ['course', 'persons'],
    rows: [...courses.map((one) => [one.course, number(one)]), ['', number(others)]],
  }),
  match: ({ casesByControls, relaxations }) => ({
    header: ['relaxed', 'controls_found', 'cases'],
    rows: [
      ...casesByControls.map((one, found) => ['', found, number(one)]),
      ...relaxations.flatMap((relaxed) =>
        relaxed.casesByControls.map((one, found) => [relaxed.relaxed, found, number(one)]),
      ),
    ],
  }),
};

/** An answer as it leaves, as comma-separated text: the same protected table as the page's. */
export function answerCsv<N extends AskName>(name: N, answer: ShownAnswer<N>, ask: Ask<N>): string {
  const { header, rows } = (tables[name] as (answer: ShownAnswer<N>, ask: Ask<N>) => Table)(answer, ask);
  return [header, ...rows].map((line) => csvLine([...line])).join('');
}
