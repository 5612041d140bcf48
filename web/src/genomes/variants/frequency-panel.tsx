import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupCount, VariantAnswer } from '../../api/answers.ts';
import { IntervalBar } from '../../charts/interval-bar.tsx';
import { type Column, TableTools } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Frequency } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { variantKey } from '../../genetics/variant-key.ts';
import { wilsonInterval } from '../../genetics/wilson.ts';
import { usePatientGroup } from '../patient-group.ts';
import { Count } from './count-cells.tsx';
import {
  alleleCountCell,
  alleleNumberCell,
  cellText,
  companionCell,
  groupParts,
  groupSections,
  roundShare,
} from './groups.ts';

function interval(group: GroupCount) {
  return group.ac === null || group.an === null ? null : wilsonInterval(group.ac, group.an);
}

/** Why no interval is drawn. */
function intervalReason(group: GroupCount): 'hiddenWithCount' | 'noneReadable' | 'notDeclared' {
  if (group.ac === null) return 'hiddenWithCount';
  return group.unknown === 0 ? 'noneReadable' : 'notDeclared';
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a group is called on screen. */
export function useGroupName(): (group: string) => string {
  const { t } = useTranslation();
  const groupWord = usePatientGroup();
  return (group) => {
    const { kind, name } = groupParts(group);
    if (kind === 'all' || kind === 'unrelated') return t(`variant:group.${kind}`);
    if (kind === 'sex') return sentenceCase(t(`words:sex.${name}`, { defaultValue: name }));
    if (kind === 'source') return sentenceCase(t(`words:source.${name}`, { defaultValue: name }));
    if (kind === 'patientGroup') return groupWord(name) ?? name;
    if (kind === 'affected') return t(`variant:group.affected.${name}`, { defaultValue: name });
    return name;
  };
}

function GroupRow({ group, most, total }: { group: GroupCount; most: number; total: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useGroupName();
  const bounds = interval(group);
  const unknownCallability = t('variant:unknownReason', { number: format.int(group.unknown ?? 0) });
  const nobody = t('variant:nobodyKnows');
  return (
    <tr className={total ? 'total' : ''}>
      <th scope="row" className="stick">
        {nameOf(group.group)}
      </th>
      <td className="num">
        <Count cell={alleleCountCell(group)} unknownReason={nobody} />
      </td>
      <td className="num">
        <Count cell={alleleNumberCell(group)} unknownReason={unknownCallability} />
      </td>
      <td className="num">
        <Frequency af={group.af} />
      </td>
      <td className="opt">
        {bounds && group.af !== null ? (
          <IntervalBar
            value={group.af}
            interval={bounds}
            most={most}
            label={t('variant:intervalLabel', {
              low: format.frequency(bounds.low),
              high: format.frequency(bounds.high),
            })}
          />
        ) : (
          <span className="muted tiny">{t(`variant:${intervalReason(group)}`)}</span>
        )}
      </td>
      <td className="num opt">
        <Count cell={companionCell(group, group.hom)} unknownReason={nobody} companion />
      </td>
      <td className="num opt">
        <Count cell={companionCell(group, group.hemi)} unknownReason={nobody} companion />
      </td>
      <td className="num opt">
        {group.faf95 === null ? <span className="muted">null</span> : <Frequency af={group.faf95} />}
      </td>
      <td className="num opt">
        <Count cell={companionCell(group, group.missing)} unknownReason={nobody} companion />
      </td>
      <td className="num opt">
        <Count cell={companionCell(group, group.unknown)} unknownReason={nobody} companion />
      </td>
    </tr>
  );
}

/**
 * The share at the right end of the interval column: every frequency and the interval of everyone fit; the interval of a
 * group of a few genomes may run out of it, and is then drawn without an end.
 */
export function intervalScale(groups: GroupCount[]): number {
  const shares = groups.map((group) => (group.group === 'all' ? (interval(group)?.high ?? 0) : (group.af ?? 0)));
  return roundShare(Math.max(0, ...shares));
}

/** How often the allele is seen, in everyone and in each group, with the interval drawn on one scale. */
export function FrequencyPanel({ answer }: { answer: VariantAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useGroupName();
  const sections = groupSections(answer.groups);
  const most = intervalScale(answer.groups);
  const columns: Column<GroupCount>[] = [
    { key: 'group', head: t('variant:groupHead'), value: (group) => nameOf(group.group) },
    { key: 'ac', head: 'AC', value: (group) => cellText(alleleCountCell(group)) },
    { key: 'an', head: 'AN', value: (group) => cellText(alleleNumberCell(group)) },
    { key: 'af', head: 'AF', value: (group) => group.af },
    { key: 'low', head: t('variant:low'), value: (group) => interval(group)?.low },
    { key: 'high', head: t('variant:high'), value: (group) => interval(group)?.high },
    { key: 'hom', head: t('variant:hom'), value: (group) => cellText(companionCell(group, group.hom)) },
    { key: 'hemi', head: t('variant:hemi'), value: (group) => cellText(companionCell(group, group.hemi)) },
    { key: 'faf95', head: 'FAF95', value: (group) => group.faf95 },
    { key: 'missing', head: t('variant:missing'), value: (group) => cellText(companionCell(group, group.missing)) },
    { key: 'unknown', head: t('variant:unknownHead'), value: (group) => cellText(companionCell(group, group.unknown)) },
  ];
  const title = t('variant:frequency');
  return (
    <Panel
      title={title}
      note={t('variant:frequencyNote')}
      tools={
        <TableTools
          name={`${answer.variant.reference}-${variantKey(answer.variant)}`}
          columns={columns}
          rows={answer.groups}
        />
      }
      foot={
        <>
          <span className="only-small">{t('variant:turnScreen')} </span>
          {t('variant:frequencyFoot')} <Icon name="lock" /> {t('variant:lockFoot')}
        </>
      }
    >
      <Scroll label={title}>
        <table className="data tight">
          <thead>
            <tr>
              <th className="stick">{t('variant:groupHead')}</th>
              <th className="num">AC</th>
              <th className="num">AN</th>
              <th className="num">AF</th>
              <th className="opt">{t('variant:intervalHead', { most: format.percent(most, 4) })}</th>
              <th className="num opt">{t('variant:hom')}</th>
              <th className="num opt">{t('variant:hemi')}</th>
              <th className="num opt">FAF95</th>
              <th className="num opt">{t('variant:missing')}</th>
              <th className="num opt">{t('variant:unknownHead')}</th>
            </tr>
          </thead>
          <tbody>
            {sections.map((section) => (
              <Fragment key={section.kind}>
                {section.kind !== 'all' && section.kind !== 'unrelated' && (
                  <tr className="sub">
                    <th colSpan={10}>{t(`variant:by.${section.kind}`)}</th>
                  </tr>
                )}
                {section.groups.map((group) => (
                  <GroupRow key={group.group} group={group} most={most} total={section.kind === 'all'} />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
