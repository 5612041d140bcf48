import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { Lag, Shown } from '../answers.ts';
import { Bars } from '../charts/bars.tsx';
import { CourseLines, readCourse } from '../charts/course-lines.tsx';
import { eventsIn, inOrder, keyOfEvents, specimenOf, withoutPart } from '../model.ts';
import { type Anchor, coursesQuery, lagsQuery } from '../queries.ts';
import { useRegister } from '../register-context.ts';
import { sayEvents } from '../sentence.ts';
import { ShownNumber, specimensOf, useShownText } from '../shown.tsx';

/** What time can be counted from: the events of the question, the registers there are, and death. */
export function useAnchors(): { key: string; name: string; anchor: Anchor }[] {
  const { t } = useTranslation();
  const { asked, contents, words } = useRegister();
  const own = eventsIn(asked);
  const whole = (contents?.registers ?? []).map(({ name }) => ({ register: name }));
  const events = [...new Map([...own, ...whole].map((one) => [keyOfEvents(one), one])).entries()];
  return [
    ...events.map(([key, anchor]) => ({ key, name: sayEvents({ ...anchor, which: 'first' }, words), anchor })),
    { key: 'death', name: t('register:say.death'), anchor: 'death' as const },
  ];
}

/** When specimens were taken, counted from an event: by years, and as courses that many share. */
export function TimeView() {
  const { t } = useTranslation();
  const anchors = useAnchors();
  const [chosen, setChosen] = useState<string>();
  const anchor = anchors.find(({ key }) => key === chosen) ?? anchors[0];
  if (!anchor) return null;
  return (
    <div className="stack">
      <label className="inline-field">
        <span>{t('register:countedFrom')}</span>
        <select className="select" value={anchor.key} onChange={(event) => setChosen(event.target.value)}>
          {anchors.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <LagsPanel anchor={anchor.anchor} name={anchor.name} />
      <CoursesPanel anchor={anchor.anchor} name={anchor.name} />
    </div>
  );
}

const sameAnchor = (a: Anchor | undefined, b: Anchor): boolean =>
  a !== undefined && (typeof a === 'string' || typeof b === 'string' ? a === b : keyOfEvents(a) === keyOfEvents(b));

function LagsPanel({ anchor, name }: { anchor: Anchor; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const { asked } = useRegister();
  const { data, error } = useQuery(lagsQuery(withoutPart(asked, 'window'), anchor, 365));
  const asking = specimenOf(asked)?.window;
  const window = asking && sameAnchor(asking.after, anchor) ? inOrder(asking) : undefined;
  if (error) return <ProblemView error={error} />;
  const rows = data?.lags ?? [];
  const inside = ({ fromDays }: Lag) => !window || (fromDays + 364 >= window.fromDays && fromDays <= window.toDays);
  const years = ({ fromDays }: Lag) => Math.round(fromDays / 365);
  const label = (lag: Lag) => (years(lag) < 0 ? `−${-years(lag)}` : `+${years(lag)}`);
  return (
    <PicturePanel
      title={t('register:lags.title')}
      note={t('register:peoplePerYear')}
      foot={window ? t('register:lags.window') : t('register:lags.foot')}
      name="register-lags"
      columns={[
        { key: 'year', head: t('register:lags.head'), num: true, value: years, cell: label },
        {
          key: 'persons',
          head: t('register:people'),
          num: true,
          value: (row) => row.persons ?? shownText(row),
          cell: (row) => <ShownNumber shown={row} />,
        },
        {
          key: 'specimens',
          head: t('register:specimens'),
          num: true,
          value: (row) => row.specimens ?? shownText(specimensOf(row)),
          cell: (row) => <ShownNumber shown={specimensOf(row)} />,
        },
      ]}
      rows={rows}
      rowKey={(row) => `${row.fromDays}`}
      draw={(width) =>
        data && rows.length === 0 ? (
          <Empty why={t('register:lags.none', { event: name })} />
        ) : (
          <Bars
            width={width}
            bars={rows.map((row) => ({
              key: `${row.fromDays}`,
              label: label(row),
              value: row.persons,
              shown: shownText(row),
              on: inside(row),
            }))}
            label={t('register:lags.title')}
            axis={t('register:lags.axis', { event: name })}
            write={format.int}
          />
        )
      }
    />
  );
}

/** So many courses are drawn; the table has all of them. */
const drawn = 16;

function CoursesPanel({ anchor, name }: { anchor: Anchor; name: string }) {
  const { t } = useTranslation();
  const shownText = useShownText();
  const { asked } = useRegister();
  const { data, error } = useQuery(coursesQuery(asked, anchor));
  if (error) return <ProblemView error={error} />;
  const rows = data?.courses ?? [];
  const signed = (years: number) => (years < 0 ? `−${-years}` : `+${years}`);
  const said = (course: string) => {
    const { years, dead } = readCourse(course);
    return [...years.map(signed), ...(dead === null ? [] : [t('register:courses.died', { year: signed(dead) })])].join(
      ', ',
    );
  };
  return (
    <PicturePanel<Shown & { course: string }>
      title={t('register:courses.title')}
      note={t('register:courses.note')}
      foot={t('register:courses.foot', { others: shownText(data?.others) })}
      name="register-courses"
      columns={[
        { key: 'course', head: t('register:courses.head'), value: (row) => said(row.course) },
        {
          key: 'persons',
          head: t('register:people'),
          num: true,
          value: (row) => row.persons ?? shownText(row),
          cell: (row) => <ShownNumber shown={row} />,
        },
      ]}
      rows={rows}
      rowKey={(row) => row.course}
      draw={(width) =>
        data && rows.length === 0 ? (
          <Empty why={t('register:courses.none')} />
        ) : (
          <CourseLines
            width={width}
            courses={rows
              .slice(0, drawn)
              .map((row) => ({ ...readCourse(row.course), key: row.course, shown: shownText(row) }))}
            label={t('register:courses.title')}
            event={name}
            years={(value) => (value === 0 ? '0' : t('register:yearsShort', { number: signed(value) }))}
          />
        )
      }
    />
  );
}
