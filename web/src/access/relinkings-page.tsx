import '../styles/access.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../components/copy-button.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty, ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { decideRelinking, openRelinking, relinkingsQuery } from './access-api.ts';
import { ActForm } from './act-form.tsx';
import { CaseMark } from './case-marks.tsx';
import { CentreTabs } from './centre-tabs.tsx';
import type { Relinking } from './model.ts';

/** The second pair of eyes: agrees or refuses, with a reason. */
function Decide({ id }: { id: string }) {
  const { t } = useTranslation();
  const [agree, setAgree] = useState<boolean | null>(null);
  if (agree === null) {
    return (
      <div className="actions">
        <button type="button" className="btn primary" onClick={() => setAgree(true)}>
          {t('access:agree')}
        </button>
        <button type="button" className="btn danger" onClick={() => setAgree(false)}>
          {t('access:refuse')}
        </button>
      </div>
    );
  }
  return (
    <ActForm
      label={t('words:reason')}
      verb={t(agree ? 'access:agree' : 'access:refuse')}
      least={10}
      danger={!agree}
      primary={agree}
      act={(reason) => decideRelinking(id, { agree, reason })}
      onDone={() => setAgree(null)}
    />
  );
}

/** Opens what was agreed, once: the person stays on the screen until the page is left. */
function Open({ id, onOpen }: { id: string; onOpen(person: string): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const open = useMutation({
    mutationFn: () => openRelinking(id),
    onSuccess: async ({ person }) => {
      onOpen(person);
      await client.invalidateQueries({ queryKey: ['access', 'relinkings'] });
    },
  });
  return (
    <>
      <p className="small">{t('access:opensOnce')}</p>
      <div className="actions">
        <button type="button" className="btn primary" disabled={open.isPending} onClick={() => open.mutate()}>
          {t('access:openNow')}
        </button>
      </div>
      {open.error && <ProblemView error={open.error} />}
    </>
  );
}

function One({ row, agrees }: { row: Relinking; agrees: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [person, setPerson] = useState<string | null>(null);
  return (
    <li className="part">
      <div className="part-head">
        <h3 className="mono">{row.pseudonym}</h3>
        <CaseMark kind="relinking" state={row.state} />
        <span className="small muted">{format.dateTime(row.enteredAt)}</span>
      </div>
      <dl className="dl">
        <dt>{t('access:permit')}</dt>
        <dd>
          <Link to="/permits/$id" params={{ id: row.permit }}>
            {row.title}
          </Link>
        </dd>
        <dt>{t('words:reason')}</dt>
        <dd>{row.reason}</dd>
        <dt>{t('access:firstEyes')}</dt>
        <dd>{row.askedByName ?? row.askedBy}</dd>
        <dt>{t('access:secondEyes')}</dt>
        <dd>{row.agreedByName ?? t('access:nobodyYet')}</dd>
      </dl>
      {agrees && row.state === 'asked' && <Decide id={row.id} />}
      {!agrees && row.mine && row.state === 'agreed' && <Open id={row.id} onOpen={setPerson} />}
      {person !== null && (
        <div className="alert pass" role="status">
          <div>
            <p className="strong">{t('access:itIs')}</p>
            <p>
              <Link to="/patients/$id" params={{ id: person }} className="mono">
                {person}
              </Link>
              <CopyButton text={person} label={person} />
            </p>
            <p className="small">{t('access:theyAreTold')}</p>
          </div>
        </div>
      )}
    </li>
  );
}

/** Who is behind a pseudonym, with four eyes: one asks, another agrees, and the first opens it once. */
export function RelinkingsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const agrees = useMay('access.relinking.agree');
  const asks = useMay('access.relinking.ask');
  const toAgree = agrees && !asks;
  const { data, error } = useQuery(relinkingsQuery(toAgree));
  const open = (data ?? []).filter(({ state }) => state === 'asked' || state === 'agreed').length;
  return (
    <Page
      heading={t('access:relinkingsHeading', { count: open, number: format.int(open) })}
      title={t('access:relinkings')}
      crumbs={[{ label: t('frame:areas.cases'), to: '/cases' }, { label: t('access:relinkings') }]}
    >
      <CentreTabs />
      <Panel title={t('access:relinkings')} note={t('access:fourEyes')} foot={t('access:relinkingsFoot')}>
        <Arrival error={data ? null : error} data={data} rows={4}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty why={t('access:noRelinkings')}>
                <p>{t('access:noRelinkingsWhy')}</p>
              </Empty>
            ) : (
              <ul className="parts">
                {rows.map((row) => (
                  <One key={row.id} row={row} agrees={toAgree} />
                ))}
              </ul>
            )
          }
        </Arrival>
      </Panel>
    </Page>
  );
}
