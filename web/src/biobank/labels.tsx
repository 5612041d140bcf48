import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, postFile } from '../api/client.ts';
import { ProblemView } from '../components/states.tsx';
import { keepFile } from '../components/take-away.ts';

const layouts = ['cryotube', 'small-tube', 'slide', 'box'] as const;
type Layout = (typeof layouts)[number];

interface PrintLabelsProps {
  /** What the labels are for. */
  label: string;
  path: string;
  /** What is asked, beside layout and format. */
  body: object;
  /** The file’s name, without its ending. */
  name: string;
  /** How many labels; not said where it is not known. */
  count?: number;
  first?: Layout;
}

/** Labels with their Data Matrix: a file for a label printer, or a page to print. */
export function PrintLabels({ label, path, body, name, count, first = 'cryotube' }: PrintLabelsProps) {
  const { t } = useTranslation();
  const id = useId();
  const [layout, setLayout] = useState<Layout>(first);
  const print = useMutation({
    mutationFn: async (format: 'zpl' | 'pdf') =>
      keepFile(`${name}.${format}`, await postFile(path, { ...body, layout, format })),
  });
  return (
    <>
      <div className="filters" style={{ padding: 0 }}>
        <div className="field">
          <label htmlFor={id}>{label}</label>
          <select
            id={id}
            className="select"
            value={layout}
            onChange={(event) => setLayout(event.target.value as Layout)}
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
            disabled={print.isPending || count === 0}
            onClick={() => print.mutate(format)}
          >
            {count === undefined
              ? format.toUpperCase()
              : t('biobank:labelsAs', { count, format: format.toUpperCase() })}
          </button>
        ))}
      </div>
      {print.error && <ProblemView error={print.error} />}
    </>
  );
}

/** Labels of specimens. */
export function LabelButtons({ specimens, name }: { specimens: string[]; name: string }) {
  const { t } = useTranslation();
  return (
    <PrintLabels
      label={t('biobank:labelSize')}
      path={apiPath('/biobank/labels')}
      body={{ specimens }}
      name={name}
      count={specimens.length}
    />
  );
}
