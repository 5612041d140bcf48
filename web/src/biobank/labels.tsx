import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, postFile } from '../api/client.ts';
import { ProblemView } from '../components/states.tsx';
import { keepFile } from '../components/take-away.ts';

const layouts = ['cryotube', 'small-tube', 'slide', 'box'] as const;

/** Labels of specimens with their Data Matrix: a file for a label printer, or a page to print. */
export function LabelButtons({ specimens, name }: { specimens: string[]; name: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [layout, setLayout] = useState<(typeof layouts)[number]>('cryotube');
  const print = useMutation({
    mutationFn: async (format: 'zpl' | 'pdf') =>
      keepFile(`${name}.${format}`, await postFile(apiPath('/biobank/labels'), { specimens, layout, format })),
  });
  return (
    <>
      <div className="filters" style={{ padding: 0 }}>
        <div className="field">
          <label htmlFor={id}>{t('biobank:labelSize')}</label>
          <select
            id={id}
            className="select"
            value={layout}
            onChange={(event) => setLayout(event.target.value as typeof layout)}
          >
            {layouts.map((one) => (
              <option key={one} value={one}>
                {t(`biobank:layout.${one}`)}
              </option>
            ))}
          </select>
        </div>
        {(['zpl', 'pdf'] as const).map((format) => (
          <button
            key={format}
            type="button"
            className="btn"
            disabled={print.isPending || specimens.length === 0}
            onClick={() => print.mutate(format)}
          >
            {t('biobank:labelsAs', { count: specimens.length, format: format.toUpperCase() })}
          </button>
        ))}
      </div>
      {print.error && <ProblemView error={print.error} />}
    </>
  );
}
