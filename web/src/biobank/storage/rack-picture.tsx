import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWidth } from '../../charts/use-width.ts';
import { Panel } from '../../components/panel.tsx';
import { Arrival } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { gridOf } from './geometry.ts';
import { containerQuery } from './storage-api.ts';
import { MapKey, StorageMap } from './storage-map.tsx';

/** One rack as it is in the books, with a tube pointed out. */
export function RackPicture({ container, highlight }: { container: string; highlight?: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { data, error } = useQuery(containerQuery(container));
  const [host, width] = useWidth<HTMLDivElement>();
  return (
    <Panel
      title={data?.name ?? t('biobank:storage')}
      note={
        data?.capacity &&
        t('biobank:fullOf', { occupied: format.int(data.occupied), capacity: format.int(data.capacity) })
      }
    >
      <Arrival error={error} data={data} rows={6}>
        {(rack) => (
          <div className="body">
            <div ref={host} className="drawn">
              <StorageMap
                width={width}
                grid={gridOf(rack, rack.specimens.length)}
                label={rack.name}
                things={rack.specimens.map((one, i) => ({
                  ...{ slot: one.slot ?? i + 1, key: one.specimen, name: one.barcode, kind: 'tube' as const },
                  ...{ occupied: 1, capacity: 1, state: one.state, type: one.type },
                  found: highlight !== undefined && [one.specimen, one.barcode].includes(highlight),
                }))}
                onOpen={(tube) => void navigate({ to: '/biobank/specimens/$code', params: { code: tube.key } })}
              />
            </div>
            <MapKey tubes />
          </div>
        )}
      </Arrival>
    </Panel>
  );
}
