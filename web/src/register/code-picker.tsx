import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { ProblemView } from '../components/states.tsx';
import { useSettled } from '../components/use-settled.ts';
import type { ShownCell } from './answers.ts';
import type { Question } from './model.ts';
import { codesBelowQuery, codesFoundQuery, codesQuery } from './queries.ts';
import { useRegister } from './register-context.ts';
import { ShownNumber } from './shown.tsx';
import { systemOf } from './words.ts';

interface PickerProps {
  register: string;
  codes: readonly string[];
  /** The question without this condition: what the counts are under. */
  others: Question;
  onChange(codes: string[]): void;
}

/** So many branches at once are counted for the codes that words find. */
const mostBranches = 6;

// Up and down among the codes, right and left to open and close.
function onKeys(event: KeyboardEvent<HTMLDivElement>): void {
  const { key, target, currentTarget } = event;
  if (!(target instanceof HTMLInputElement) || !['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft'].includes(key))
    return;
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    if (target.type !== 'checkbox') return;
    const opener = target
      .closest('li')
      ?.querySelector<HTMLButtonElement>(':scope > .code-line > button[aria-expanded]');
    if (opener && (opener.ariaExpanded === 'true') === (key === 'ArrowLeft')) opener.click();
  } else {
    const boxes = [...currentTarget.querySelectorAll<HTMLInputElement>('input')];
    boxes[boxes.indexOf(target) + (key === 'ArrowDown' ? 1 : -1)]?.focus();
  }
  event.preventDefault();
}

/** Codes of a register in their tree, with how many people each would leave; found by words or by the code. */
export function CodePicker(props: PickerProps) {
  const { register, codes, others, onChange } = props;
  const { t } = useTranslation();
  const { catalogue, words } = useRegister();
  const [find, setFind] = useState('');
  const wanted = useSettled(find.trim(), 100);
  const system = systemOf(catalogue, register, others.data);
  const toggle = (code: string) =>
    onChange(codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys are a short cut over the boxes, which are reached by Tab too
    <div className="code-picker" onKeyDown={onKeys}>
      <input
        className="input"
        type="search"
        aria-label={t('register:findCode')}
        placeholder={t('register:findCode')}
        value={find}
        onChange={(event) => setFind(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || system !== undefined || find.trim() === '') return;
          toggle(find.trim());
          setFind('');
        }}
      />
      {codes.length > 0 && (
        <ul className="picked">
          {codes.map((code) => (
            <li key={code}>
              <button type="button" className="tag" onClick={() => toggle(code)}>
                {words.code(register, code)} <Icon name="close" />
                <span className="visually-hidden">{t('register:unpick')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {wanted === '' || system === undefined ? (
        <CodeLevel {...{ register, codes, others, system, toggle }} />
      ) : (
        <CodesFound {...{ register, codes, others, system, toggle, wanted }} />
      )}
      <p className="small muted">{t(system === undefined ? 'register:codesByHand' : 'register:codesHint')}</p>
    </div>
  );
}

interface LevelProps {
  register: string;
  codes: readonly string[];
  others: Question;
  system: string | undefined;
  toggle(code: string): void;
}

function CodeLevel({ under, ...props }: LevelProps & { under?: string }) {
  const { register, codes, others, system, toggle } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState<readonly string[]>([]);
  const counts = useQuery(codesQuery(others, [under === undefined ? { register } : { register, under }]));
  const nodes = useQuery({ ...codesBelowQuery(system ?? '', under), enabled: system !== undefined });
  const counted = new Map((counts.data?.codes[0] ?? []).map((cell) => [cell.value, cell]));
  const named = new Map((nodes.data ?? []).map((node) => [node.code, node]));
  const all = [...new Set([...counted.keys(), ...codes.filter((code) => named.has(code))])];
  if (counts.error) return <ProblemView error={counts.error} />;
  if (!counts.data) return <span className="bone" style={{ height: 20, width: '80%' }} />;
  if (all.length === 0) return <p className="small muted">{t('register:noCodes')}</p>;
  return (
    <ul className="code-level">
      {all.map((code) => {
        const node = named.get(code);
        const opened = open.includes(code);
        return (
          <li key={code}>
            <div className="code-line">
              {(node === undefined || node.below > 0) && (
                <button
                  type="button"
                  className="icon-button"
                  aria-expanded={opened}
                  aria-label={t('register:openCode', { code })}
                  onClick={() => setOpen(opened ? open.filter((one) => one !== code) : [...open, code])}
                >
                  <Icon name={opened ? 'down' : 'right'} />
                </button>
              )}
              <CodeBox {...{ code, toggle }} text={node?.text} chosen={codes.includes(code)} cell={counted.get(code)} />
            </div>
            {opened && <CodeLevel {...props} under={code} />}
          </li>
        );
      })}
    </ul>
  );
}

function CodesFound({ wanted, system, ...props }: LevelProps & { wanted: string; system: string }) {
  const { register, codes, others, toggle } = props;
  const { t } = useTranslation();
  const found = useQuery(codesFoundQuery(system, wanted));
  const parents = [...new Set((found.data ?? []).map(({ parent }) => parent))].slice(0, mostBranches);
  const branches = parents.map((parent) => (parent === null ? { register } : { register, under: parent }));
  const counts = useQuery({ ...codesQuery(others, branches), enabled: branches.length > 0 });
  const counted = new Map((counts.data?.codes ?? []).flatMap((cells) => cells.map((cell) => [cell.value, cell])));
  if (found.error) return <ProblemView error={found.error} />;
  if (!found.data) return <span className="bone" style={{ height: 20, width: '80%' }} />;
  return (
    <>
      <output className="small muted">{t('register:codesFound', { count: found.data.length })}</output>
      <ul className="code-level">
        {found.data.map(({ code, text }) => (
          <li key={code}>
            <CodeBox {...{ code, text, toggle }} chosen={codes.includes(code)} cell={counted.get(code)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function CodeBox(props: {
  code: string;
  text: string | undefined;
  chosen: boolean;
  cell: ShownCell | undefined;
  toggle(code: string): void;
}) {
  const { code, text, chosen, cell, toggle } = props;
  return (
    <label className="code-box">
      <input type="checkbox" checked={chosen} onChange={() => toggle(code)} />
      <span className="breakable">
        <span className="mono">{code}</span> {text}
      </span>
      <span className="num">
        <ShownNumber shown={cell} quiet />
      </span>
    </label>
  );
}
