import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Empty } from '../../components/states.tsx';
import { useSession } from '../../session/session.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { RackPicture } from '../storage/rack-picture.tsx';
import type { Position } from '../storage/storage-api.ts';
import { BenchView } from './bench-view.tsx';
import { useBench } from './use-bench.ts';
import { whatIs } from './what-is.ts';

interface Into {
  id: string;
  name: string;
  path: string;
}

interface Placed {
  code: string;
  specimen: string;
  from: string | null;
  to: string;
  label: string | null;
}

/** A position said by itself, `B7`, is of the tube that comes next. */
const label = /^[A-Z]{1,2}\d{1,2}$/i;

const bookmark = 'idun.bench.into';

function lastInto(): Into | null {
  try {
    return JSON.parse(sessionStorage.getItem(bookmark) ?? 'null') as Into | null;
  } catch {
    return null;
  }
}

/** Puts tubes into a rack, or moves them: the rack is scanned, then every tube; each takes the next free position, or the one said. */
export function PlacePage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const account = useSession()?.account?.id ?? 'operator';
  useBanks();
  const [into, setInto] = useState<Into | null>(lastInto);
  const [position, setPosition] = useState<string | null>(null);
  const [placed, setPlaced] = useState<Placed[]>([]);
  const open = (container: Into) => {
    setInto(container);
    setPosition(null);
    try {
      sessionStorage.setItem(bookmark, JSON.stringify(container));
    } catch {
      // The rack is then scanned again after a reload.
    }
  };
  const place = async (code: string, container: string, at: string | null) => {
    const { items } = await sendJson<{ items: Placed[] }>('POST', apiPath('/biobank/storage/placements'), {
      items: [{ code, container, ...(at !== null && { position: at }) }],
    });
    await client.invalidateQueries({ queryKey: ['biobank', 'storage'] });
    return items[0]!;
  };
  const backTo = async (code: string, from: string) => {
    const { history } = await getJson<Position>(apiPath('/biobank/storage/positions', { code }));
    const before = history.find(({ place: one }) => one.text === from)?.place;
    if (before !== undefined) await place(code, before.container, before.label);
  };
  const control = useBench('place', `${account}.place`, {
    async send({ code }) {
      if (into !== null && label.test(code)) {
        setPosition(code.toUpperCase());
        return { outcome: 'position', says: { position: code.toUpperCase() } };
      }
      const found = await whatIs(code);
      if (found.kind === 'container') {
        const { id, name, path, takesTubes } = found.container;
        if (!takesTubes) return { outcome: 'no-rack', says: { name } };
        open({ id, name, path });
        return { outcome: 'container', says: { name } };
      }
      if (found.kind !== 'specimen') return { outcome: 'unknown' };
      if (into === null) return { outcome: 'where' };
      const done = await place(code, into.id, position);
      setPosition(null);
      setPlaced((before) => [done, ...before].slice(0, 50));
      if (done.from === done.to) return { outcome: 'here', says: { to: done.to } };
      return {
        outcome: done.from === null ? 'placed' : 'moved',
        says: { to: done.to, from: done.from, label: done.label },
      };
    },
    async undo({ code, says }) {
      const { from, to } = says;
      if (typeof from !== 'string') {
        await sendJson('POST', apiPath('/biobank/storage/take-outs'), {
          codes: [code],
          reason: t('bench:undoneAtBench'),
        });
      } else await backTo(code, from);
      await client.invalidateQueries({ queryKey: ['biobank', 'storage'] });
      return { says: { to: to ?? null } };
    },
    onCommand(command) {
      if (command !== 'done') return;
      control.clear();
      setInto(null);
      setPlaced([]);
    },
  });
  return (
    <BenchView
      task="place"
      control={control}
      heading={into ? t('bench:placeInto', { name: into.name }) : t('bench:placeHeading')}
      crumbs={[
        { label: t('biobank:biobank'), to: '/biobank' },
        { label: t('bench:bench'), to: '/biobank/bench' },
        { label: t('bench:place') },
      ]}
      state={into && <span>{into.path}</span>}
      label={t(into ? 'bench:scanTube' : 'bench:scanRack')}
      expected={
        <p>
          {position ? t('bench:nextPosition', { position }) : t(into ? 'bench:scanTubeNote' : 'bench:scanRackNote')}
        </p>
      }
      aside={
        <>
          {into && <RackPicture container={into.id} highlight={placed[0]?.specimen} />}
          <Panel title={t('bench:placedNow')}>
            {placed.length === 0 ? (
              <Empty why={t('bench:nothingScanned')} />
            ) : (
              <ul className="pick-lines">
                {placed.map((one) => (
                  <li key={`${one.specimen}${one.to}`}>
                    <span />
                    <Link className="mono breakable" to="/biobank/specimens/$code" params={{ code: one.specimen }}>
                      {one.code}
                    </Link>
                    <span className="where strong">{one.label ?? one.to}</span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </>
      }
    />
  );
}
