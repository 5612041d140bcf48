import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { ProblemView } from '../../components/states.tsx';
import type { ContainerType } from './storage-api.ts';

const kinds = ['store', 'level', 'rack'] as const;
const labels = ['A1', 'rows', 'columns'] as const;
const distinct = (words: readonly string[]) => [...new Set(words)].sort();

/** Describes a type of container of one’s own: its grid, how positions are written, what it stands in and what goes into it. */
export function TypeForm({ biobank, types }: { biobank: string; types: readonly ContainerType[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [values, setValues] = useState({ code: '', da: '', en: '', rows: '9', columns: '9', footprint: 'box' });
  const [kind, setKind] = useState<(typeof kinds)[number]>('rack');
  const [scheme, setScheme] = useState<(typeof labels)[number]>('A1');
  const [takes, setTakes] = useState<string[]>(['cryotube', 'micronic-tube']);
  // What is known to be put into a rack, and what into everything above.
  const intoRacks = distinct(types.filter((one) => one.kind === 'rack').flatMap((one) => one.takes));
  const intoOthers = distinct(types.filter((one) => one.kind !== 'rack').flatMap((one) => one.takes));
  const offered = kind === 'rack' ? intoRacks : intoOthers;
  const chosen = takes.filter((one) => offered.includes(one));
  const make = useMutation({
    mutationFn: () =>
      sendJson<ContainerType>('POST', apiPath('/biobank/storage/container-types'), {
        ...{ biobank, code: values.code.trim(), name: { da: values.da.trim(), en: values.en.trim() }, kind },
        ...{ footprint: kind === 'store' ? 'store' : values.footprint, takes: chosen, labels: scheme, managed: true },
        ...{ rows: Number(values.rows), columns: Number(values.columns) },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank', 'storage', 'types'] }),
  });
  const ready = values.code.trim() !== '' && values.da.trim() !== '' && values.en.trim() !== '' && chosen.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) make.mutate();
  };
  const fields: [name: keyof typeof values, label: string, more: object][] = [
    ['code', t('biobank:build.code'), { className: 'input mono', placeholder: 'box-64' }],
    ['da', t('biobank:build.nameDa'), {}],
    ['en', t('biobank:build.nameEn'), {}],
    ['rows', t('biobank:build.rows'), { type: 'number', min: 1, max: 1000 }],
    ['columns', t('biobank:build.columns'), { type: 'number', min: 1, max: 1000 }],
  ];
  return (
    <form className="stack" onSubmit={submit} style={{ paddingTop: 12 }}>
      <div className="form">
        <div className="field">
          <label htmlFor={`${id}-kind`}>{t('biobank:build.kindWord')}</label>
          <select
            id={`${id}-kind`}
            className="select"
            value={kind}
            onChange={(event) => setKind(event.target.value as typeof kind)}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`biobank:build.kind.${one}`)}
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
              autoComplete="off"
              value={values[name]}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              {...more}
            />
          </div>
        ))}
        <div className="field">
          <label htmlFor={`${id}-labels`}>{t('biobank:build.labels')}</label>
          <select
            id={`${id}-labels`}
            className="select"
            value={scheme}
            onChange={(event) => setScheme(event.target.value as typeof scheme)}
          >
            {labels.map((one) => (
              <option key={one} value={one}>
                {t(`biobank:build.scheme.${one}`)}
              </option>
            ))}
          </select>
        </div>
        {kind !== 'store' && (
          <div className="field">
            <label htmlFor={`${id}-footprint`}>{t('biobank:build.footprint')}</label>
            <select
              id={`${id}-footprint`}
              className="select"
              value={values.footprint}
              onChange={(event) => setValues({ ...values, footprint: event.target.value })}
            >
              {intoOthers.map((one) => (
                <option key={one} value={one}>
                  {t(`biobank:footprint.${one}`, { defaultValue: one })}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      <fieldset>
        <legend className="strong">{t('biobank:build.takes')}</legend>
        <div className="actions">
          {offered.map((one) => (
            <label key={one} className="choice">
              <input
                type="checkbox"
                checked={takes.includes(one)}
                onChange={(event) =>
                  setTakes(event.target.checked ? [...takes, one] : takes.filter((other) => other !== one))
                }
              />
              <span>
                {kind === 'rack'
                  ? t(`biobank:container.${one}`, { defaultValue: one })
                  : t(`biobank:footprint.${one}`, { defaultValue: one })}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <p>
        <button type="submit" className="btn" disabled={!ready || make.isPending}>
          {t('biobank:build.makeType')}
        </button>
      </p>
      {make.data && (
        <p role="status" className="pass strong">
          <Icon name="pass" /> {t('biobank:build.typeMade')}
        </p>
      )}
      {make.error && <ProblemView error={make.error} />}
    </form>
  );
}
