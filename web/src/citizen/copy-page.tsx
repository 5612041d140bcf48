import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getFile } from '../api/client.ts';
import { ProblemView } from '../components/states.tsx';
import { keepFile } from '../components/take-away.ts';
import { reportAddress } from './citizen-api.ts';
import { CitizenPage } from './citizen-page.tsx';
import { useWho } from './who.ts';

/** The access report, to read or for a program, and the other rights. */
export function CopyPage() {
  const { t, i18n } = useTranslation();
  const { person, about, name } = useWho();
  const make = useMutation({
    mutationFn: async (format: 'pdf' | 'json') =>
      keepFile(`idun.${format}`, await getFile(reportAddress(person, format, i18n.language))),
  });
  const rights = ['correct', 'object', 'complain'] as const;
  return (
    <CitizenPage heading={t(`citizen:copy.heading.${about}`, { name })} lead={t('citizen:copy.lead')}>
      <section className="c-sec">
        <div className="c-row">
          <button type="button" className="btn-c" disabled={make.isPending} onClick={() => make.mutate('pdf')}>
            {t('citizen:copy.pdf')}
          </button>
          <button type="button" className="btn-c second" disabled={make.isPending} onClick={() => make.mutate('json')}>
            {t('citizen:copy.json')}
          </button>
        </div>
        <div role="status">
          {make.isPending && <p>{t('citizen:copy.making')}</p>}
          {make.isSuccess && <p className="c-done">{t('citizen:copy.made')}</p>}
        </div>
        {make.error && <ProblemView error={make.error} />}
        <p>{t('citizen:copy.care')}</p>
      </section>
      <section className="c-sec">
        <h2>{t('citizen:copy.rights')}</h2>
        {rights.map((right) => (
          <div key={right}>
            <h3>{t(`citizen:right.${right}.title`)}</h3>
            <p>{t(`citizen:right.${right}.text`)}</p>
          </div>
        ))}
      </section>
    </CitizenPage>
  );
}
