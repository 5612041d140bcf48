import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { chosenValues, fieldsIn } from '../model.ts';
import { useRegister } from '../register-context.ts';

/** Whom an application for these people and specimens is put to, and what each of them needs. */
export function PermitPanel() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { asked, facets, catalogue } = useRegister();
  const language = i18n.language === 'da' ? 'da' : 'en';
  // A protected cell can be of nobody: such a biobank is not known to have any of them.
  const wanted = chosenValues(asked, 'biobank');
  const biobanks = (facets?.facets['biobank'] ?? [])
    .filter(({ persons, protected: shown }) => persons !== null || shown === '~')
    .map(({ value }) => value)
    .filter((one) => one !== '' && (wanted.length === 0 || wanted.includes(one)));
  const fields = fieldsIn(asked.conditions);
  const registers = [
    ...new Set(
      fields.flatMap((one) => {
        if (one.field === 'event') return [one.register];
        return one.field === 'specimen' && one.window && one.window.after !== 'death'
          ? [one.window.after.register]
          : [];
      }),
    ),
  ];
  const inWorld = catalogue.filter(({ demo }) => demo === (asked.data === 'synthetic'));
  const permits = [
    ...new Set(
      inWorld
        .filter(({ owner, registers: own }) => biobanks.includes(owner) || own.some((one) => registers.includes(one)))
        .flatMap(({ permit }) => (permit ? [permit[language]] : [])),
    ),
  ];
  const nameOf = (register: string) =>
    inWorld.find((one) => one.registers.includes(register))?.title[language] ?? register;
  return (
    <Panel title={t('register:permit.title')} padded foot={t('register:permit.foot')}>
      <dl className="dl">
        <dt>{t('register:permit.custodians')}</dt>
        <dd>
          {biobanks.length === 0
            ? t('register:permit.none')
            : t('register:permit.asked', {
                count: biobanks.length,
                number: format.int(biobanks.length),
                names: biobanks.join(', '),
              })}
        </dd>
        <dt>{t('register:permit.registers')}</dt>
        <dd>{registers.length === 0 ? t('register:permit.noRegisters') : registers.map(nameOf).join(', ')}</dd>
        <dt>{t('register:permit.needs')}</dt>
        <dd>{permits.length === 0 ? t('register:permit.notSaid') : permits.join(' ')}</dd>
      </dl>
    </Panel>
  );
}
