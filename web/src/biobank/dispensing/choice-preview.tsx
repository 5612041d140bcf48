import { useTranslation } from 'react-i18next';
import { useFormat } from '../../formatting/use-format.ts';
import { useMaterials } from '../words.ts';

/** What would be reserved, before anything is promised. */
export interface Choice {
  satisfying: number;
  donors: number;
  refused: { because: string; tubes: number }[];
  chosen: number;
  racks: number;
  stores: number;
  unplaced: number;
}

/** How many tubes there are, which leave and why, and how many racks are opened for those chosen. */
export function ChoicePreview({ choice }: { choice: Choice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const facts: [term: string, value: number][] = [
    [t('biobank:wanted.satisfying'), choice.satisfying],
    [t('biobank:wanted.donors'), choice.donors],
    [t('biobank:wanted.chosen'), choice.chosen],
    [t('biobank:wanted.racks'), choice.racks],
    [t('biobank:stores'), choice.stores],
  ];
  return (
    <div role="status">
      <dl className="facts">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{format.int(value)}</dd>
          </div>
        ))}
      </dl>
      {choice.refused.length > 0 && (
        <p className="small">
          {t('biobank:wanted.leaves')}{' '}
          {choice.refused.map(({ because, tubes }) => `${words.because(because)} ${format.int(tubes)}`).join(', ')}
        </p>
      )}
      {choice.unplaced > 0 && (
        <p className="small warn">
          {t('biobank:wanted.unplaced', { count: choice.unplaced, number: format.int(choice.unplaced) })}
        </p>
      )}
    </div>
  );
}
