import { useTranslation } from 'react-i18next';
import { Popover } from '../components/table/popover.tsx';
import type { Condition } from './model.ts';
import { useRegister } from './register-context.ts';
import { sayEvents } from './sentence.ts';
import { newWindow } from './specimen-fields.tsx';

interface Offer {
  key: string;
  name: string;
  fresh: Condition;
}

/** Chooses a further condition: of persons, of each register there is, of specimens and genomes, or a group. */
export function AddCondition(props: { groups: boolean; small?: boolean; onAdd(condition: Condition): void }) {
  const { groups, small, onAdd } = props;
  const { t } = useTranslation();
  const { words, contents, question } = useRegister();
  const registers = (contents?.registers ?? []).map(({ name }) => name);
  const ofPersons: Offer[] = [
    { key: 'sex', name: t('register:field.sex'), fresh: { field: 'sex', any: [] } },
    { key: 'birthYear', name: t('register:field.birthYear'), fresh: { field: 'birthYear' } },
    { key: 'age', name: t('register:field.age'), fresh: { field: 'age' } },
    { key: 'region', name: t('register:field.region'), fresh: { field: 'region', any: [] } },
    { key: 'municipality', name: t('register:field.municipality'), fresh: { field: 'municipality', any: [] } },
    { key: 'living', name: t('register:field.living'), fresh: { field: 'living', is: true } },
    { key: 'died', name: t('register:field.died'), fresh: { field: 'died' } },
    { key: 'genome', name: t('register:field.genome'), fresh: { field: 'genome', is: true } },
  ];
  const ofRegisters = registers.map((register): Offer => {
    return { key: register, name: sayEvents({ register }, words), fresh: { field: 'event', register } };
  });
  const ofSpecimens: Offer[] = [
    { key: 'specimen', name: t('register:field.specimen'), fresh: { field: 'specimen' } },
    { key: 'window', name: t('register:field.window'), fresh: newWindow(question, registers) },
    {
      key: 'series',
      name: t('register:field.series'),
      fresh: { field: 'specimen', atLeast: 2, gapDays: { from: 183, to: 731 } },
    },
  ];
  const ofGroups: Offer[] = [
    { key: 'any', name: t('register:anyOf'), fresh: { any: [{ field: 'specimen' }] } },
    { key: 'all', name: t('register:allOf'), fresh: { all: [{ field: 'specimen' }] } },
  ];
  const lists: [string, Offer[]][] = [
    [t('register:add.specimens'), ofSpecimens],
    [t('register:add.registers'), ofRegisters],
    [t('register:add.persons'), ofPersons],
    ...(groups ? ([[t('register:add.groups'), ofGroups]] as [string, Offer[]][]) : []),
  ];
  const label = t('register:add.condition');
  return (
    <Popover name={label} className={small ? 'chip add' : 'btn small'} label={<>+ {label}</>}>
      <div className="add-menu">
        {lists.map(([title, offers]) => (
          <div key={title}>
            <h3>{title}</h3>
            <ul className="offers">
              {offers.map(({ key, name, fresh }) => (
                <li key={key}>
                  <button
                    type="button"
                    onClick={(event) => {
                      event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
                      onAdd(fresh);
                    }}
                  >
                    {name}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Popover>
  );
}
