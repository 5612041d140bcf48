import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useSession } from '../../session/session.ts';
import { useMaterials } from '../words.ts';
import type { Refused, ReservationDetail, ShipmentDetail } from './dispensing-api.ts';

const temperatures = ['dry-ice', 'ambient', 'cold', 'liquid-nitrogen-vapour'] as const;

const fields = ['recipient', 'address', 'responsible', 'phone', 'carrier'] as const;

/** Packs what is checked out, by the rules for biological substances (UN 3373); the server checks them. */
export function PackForm({ reservation, picked }: { reservation: ReservationDetail; picked: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const id = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const name = useSession()?.account?.name ?? '';
  const [values, setValues] = useState<Record<(typeof fields)[number], string>>({
    ...{ recipient: reservation.project, address: '', responsible: name, phone: '', carrier: '' },
  });
  const [temperature, setTemperature] = useState<(typeof temperatures)[number]>('dry-ice');
  const [ice, setIce] = useState('5');
  const [byAir, setByAir] = useState(false);
  const pack = useMutation({
    mutationFn: () =>
      sendJson<{ shipment: ShipmentDetail; withdrawn: Refused[] }>(
        'POST',
        apiPath(`/biobank/reservations/${reservation.id}/shipments`),
        {
          ...{ recipient: values.recipient.trim(), address: values.address.trim() },
          ...{ responsible: values.responsible.trim(), phone: values.phone.trim(), byAir, temperature },
          ...(values.carrier.trim() !== '' && { carrier: values.carrier.trim() }),
          dryIceKg: temperature === 'dry-ice' ? Number(ice.replace(',', '.')) : null,
        },
      ),
    onSuccess: async ({ shipment }) => {
      await client.invalidateQueries({ queryKey: ['biobank'] });
      await navigate({ to: '/biobank/shipments/$id', params: { id: shipment.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pack.mutate();
  };
  return (
    <Panel title={t('biobank:pack', { count: picked, number: format.int(picked) })} note={t('biobank:packNote')} padded>
      <form className="stack" onSubmit={submit}>
        <div className="form">
          {fields.map((field) => (
            <div key={field} className="field">
              <label htmlFor={`${id}-${field}`}>{t(`biobank:packField.${field}`)}</label>
              <input
                id={`${id}-${field}`}
                className="input"
                required={field !== 'carrier'}
                type={field === 'phone' ? 'tel' : 'text'}
                value={values[field]}
                onChange={(event) => setValues({ ...values, [field]: event.target.value })}
              />
            </div>
          ))}
          <div className="field">
            <label htmlFor={`${id}-temperature`}>{t('biobank:transportWord')}</label>
            <select
              id={`${id}-temperature`}
              className="select"
              value={temperature}
              onChange={(event) => setTemperature(event.target.value as typeof temperature)}
            >
              {temperatures.map((one) => (
                <option key={one} value={one}>
                  {words.transport(one)}
                </option>
              ))}
            </select>
          </div>
          {temperature === 'dry-ice' && (
            <div className="field">
              <label htmlFor={`${id}-ice`}>{t('biobank:dryIce')}</label>
              <input
                id={`${id}-ice`}
                className="input"
                inputMode="decimal"
                value={ice}
                onChange={(event) => setIce(event.target.value)}
              />
            </div>
          )}
        </div>
        <label className="choice">
          <input type="checkbox" checked={byAir} onChange={(event) => setByAir(event.target.checked)} />
          <span>{t('biobank:byAir')}</span>
        </label>
        <p>
          <button type="submit" className="btn primary" disabled={pack.isPending}>
            {t('biobank:packButton')}
          </button>
        </p>
        {pack.error && <ProblemView error={pack.error} />}
      </form>
    </Panel>
  );
}
