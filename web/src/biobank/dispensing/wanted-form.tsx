import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { BankChoice, collectionsQuery } from '../bank-choice.tsx';
import { useBanks } from '../biobank-tabs.tsx';
import { MaterialOptions } from '../material-options.tsx';
import { type Choice, ChoicePreview } from './choice-preview.tsx';
import { dispensableQuery, type ReservationDetail } from './dispensing-api.ts';

const nothing = {
  ...{ project: '', permit: '', collection: '', type: 'serum', count: '20', perDonor: '1', least: '' },
  ...{ mostThaws: '', collectedFrom: '', collectedTo: '', measured: '' },
};
type Wish = typeof nothing;

const numberOr = (text: string, name: string) => (text.trim() === '' ? {} : { [name]: Number(text.replace(',', '.')) });
const textOr = (text: string, name: string) => (text.trim() === '' ? {} : { [name]: text.trim() });

/** The wish as the server reads it. */
function bodyOf(wish: Wish, biobank: string, orFewer: boolean) {
  return {
    ...{ biobank, project: wish.project.trim(), orFewer },
    ...textOr(wish.permit, 'permit'),
    wanted: {
      ...{ type: wish.type, count: Number(wish.count) },
      ...numberOr(wish.perDonor, 'perDonor'),
      ...textOr(wish.collection, 'collection'),
      ...numberOr(wish.least, 'least'),
      ...numberOr(wish.mostThaws, 'mostThaws'),
      ...textOr(wish.collectedFrom, 'collectedFrom'),
      ...textOr(wish.collectedTo, 'collectedTo'),
      ...(wish.measured.trim() !== '' && { measured: wish.measured.split(/[\s;]+/).filter((one) => one !== '') }),
    },
  };
}

/** Says how many tubes of what kind are wanted; the biobank chooses those for which the fewest racks are opened. */
export function WantedForm() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const id = useId();
  const banks = useBanks();
  const [bank, setBank] = useState('');
  const chosenBank = bank || (banks[0]?.id ?? '');
  const { data: collections = [] } = useQuery(collectionsQuery(chosenBank));
  const { data: permits = [] } = useQuery(dispensableQuery);
  const [wish, setWish] = useState(nothing);
  const [orFewer, setOrFewer] = useState(false);
  const body = bodyOf(wish, chosenBank, orFewer);
  const asked = JSON.stringify(body.wanted);
  const look = useMutation({
    mutationFn: () => sendJson<Choice>('POST', apiPath('/biobank/reservation-choices'), body),
  });
  const reserve = useMutation({
    mutationFn: () => sendJson<{ reservation: ReservationDetail }>('POST', apiPath('/biobank/reservations'), body),
    onSuccess: async ({ reservation }) => {
      await client.invalidateQueries({ queryKey: ['biobank'] });
      await navigate({ to: '/biobank/reservations/$id', params: { id: reservation.id } });
    },
  });
  const [looked, setLooked] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look.mutate(undefined, { onSuccess: () => setLooked(asked) });
  };
  const set = (change: Partial<Wish>) => setWish({ ...wish, ...change });
  const fields: [name: keyof Wish, label: string, more: object][] = [
    ['count', t('biobank:wanted.count'), { type: 'number', min: 1, max: 20_000, required: true }],
    ['perDonor', t('biobank:wanted.perDonor'), { type: 'number', min: 1, max: 1000 }],
    ['least', t('biobank:wanted.least'), { inputMode: 'decimal' }],
    ['mostThaws', t('biobank:wanted.mostThaws'), { type: 'number', min: 0 }],
    ['collectedFrom', t('biobank:collectedFrom'), { type: 'date' }],
    ['collectedTo', t('biobank:collectedTo'), { type: 'date' }],
    ['measured', t('biobank:measured'), { placeholder: 'din>=7', className: 'input mono' }],
  ];
  return (
    <Panel title={t('biobank:wanted.title')} note={t('biobank:wanted.note')} padded>
      <form className="stack" onSubmit={submit}>
        <div className="form">
          <BankChoice id={`${id}-bank`} banks={banks} value={chosenBank} onChange={setBank} />
          <div className="field">
            <label htmlFor={`${id}-permit`}>{t('biobank:permit')}</label>
            <select
              id={`${id}-permit`}
              className="select"
              value={wish.permit}
              onChange={(event) => {
                const permit = permits.find((one) => one.permit === event.target.value);
                set({ permit: event.target.value, ...(permit && { project: permit.project ?? permit.title }) });
              }}
            >
              <option value="">–</option>
              {permits.map(({ permit, title }) => (
                <option key={permit} value={permit}>
                  {title}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-project`}>{t('biobank:project')}</label>
            <input
              id={`${id}-project`}
              className="input"
              value={wish.project}
              onChange={(event) => set({ project: event.target.value })}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-type`}>{t('biobank:materialWord')}</label>
            <select
              id={`${id}-type`}
              className="select"
              value={wish.type}
              onChange={(event) => set({ type: event.target.value })}
            >
              <MaterialOptions />
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-collection`}>{t('biobank:collection')}</label>
            <select
              id={`${id}-collection`}
              className="select"
              value={wish.collection}
              onChange={(event) => set({ collection: event.target.value })}
            >
              <option value="">{t('words:all')}</option>
              {collections.map(({ id: key, name }) => (
                <option key={key} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          {fields.map(([name, label, more]) => (
            <div key={name} className="field">
              <label htmlFor={`${id}-${name}`}>{label}</label>
              <input
                id={`${id}-${name}`}
                className="input"
                value={wish[name]}
                onChange={(event) => set({ [name]: event.target.value })}
                {...more}
              />
            </div>
          ))}
        </div>
        <label className="choice">
          <input type="checkbox" checked={orFewer} onChange={(event) => setOrFewer(event.target.checked)} />
          <span>{t('biobank:wanted.orFewer')}</span>
        </label>
        {look.data && looked === asked && <ChoicePreview choice={look.data} />}
        <div className="actions">
          <button type="submit" className="btn primary" disabled={look.isPending}>
            {t('biobank:wanted.look')}
          </button>
          <button
            type="button"
            className="btn"
            disabled={looked !== asked || wish.project.trim() === '' || !look.data?.chosen || reserve.isPending}
            onClick={() => reserve.mutate()}
          >
            {t('biobank:wanted.reserve', {
              count: look.data?.chosen ?? 0,
              number: format.int(look.data?.chosen ?? 0),
            })}
          </button>
        </div>
        {look.error && <ProblemView error={look.error} />}
        {reserve.error && <ProblemView error={reserve.error} />}
      </form>
    </Panel>
  );
}
