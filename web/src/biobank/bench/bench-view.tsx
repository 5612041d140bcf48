import '../../styles/bench.css';
import '../../styles/storage.css';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../components/icon.tsx';
import { type Crumb, Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { code128 } from './code-128.ts';
import { barcodeOf, type Command, type Condition } from './scan-codes.ts';
import { ScanField } from './scan-field.tsx';
import { type Task, type Tone, tasks, toneOf } from './tasks.ts';
import type { BenchControl } from './use-bench.ts';
import { useVerdictWords } from './verdict-words.ts';

const icons: Record<Tone, IconName> = { pass: 'pass', again: 'back', warn: 'warn', fail: 'fail' };
const shown = 8;

/** A barcode to scan or press, with what it does below. */
export function CommandCode({
  word,
  label,
  onPress,
}: {
  word: Command | Condition;
  label: string;
  onPress(text: string): void;
}) {
  const text = barcodeOf(word);
  const { width, bars } = useMemo(() => code128(text), [text]);
  return (
    <button type="button" className="code" onClick={() => onPress(text)}>
      <svg viewBox={`0 0 ${width} 40`} preserveAspectRatio="none" aria-hidden="true">
        <path d={bars.map(([from, wide]) => `M${from} 0h${wide}v40h-${wide}z`).join('')} fill="currentColor" />
      </svg>
      <span>{label}</span>
    </button>
  );
}

/** What the last scan came to: a sign, a word and a sentence, spoken to those who listen. */
function VerdictBox({ task, control }: { task: Task; control: BenchControl }) {
  const words = useVerdictWords(task);
  const { t } = useTranslation();
  const { verdict } = control.bench;
  if (verdict === null) {
    return (
      <div className="verdict rest" role="status">
        <Icon name="rows" />
        <div>
          <b>{t('bench:ready')}</b>
        </div>
      </div>
    );
  }
  const { title, text } = words(verdict.outcome, { ...verdict.says, code: verdict.code });
  return (
    <div className={`verdict ${verdict.tone}`} role="status" aria-live="assertive" data-outcome={verdict.outcome}>
      <Icon name={icons[verdict.tone]} />
      <div>
        <b>{title}</b>
        <p>
          {verdict.code && <span className="mono strong">{verdict.code}</span>} {text}
        </p>
      </div>
    </div>
  );
}

function CutAlert({ control }: { control: BenchControl }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = control.bench.errands.length;
  if (control.cut === null || count === 0) return null;
  return (
    <div className="alert warn" role="status">
      <Icon name="warn" />
      <div>
        <p>
          <b>{t(control.cut === 'signed-out' ? 'bench:signedOut' : 'bench:noNetwork')}</b>{' '}
          {t('bench:keptScans', { count, number: format.int(count) })}
        </p>
        {control.cut === 'signed-out' && (
          <Link className="btn" to="/sign-in" search={{ next: location.pathname }}>
            {t('frame:signIn')}
          </Link>
        )}
      </div>
    </div>
  );
}

function LastScans({ task, control }: { task: Task; control: BenchControl }) {
  const { t } = useTranslation();
  const words = useVerdictWords(task);
  const format = useFormat();
  const { entries } = control.bench;
  if (entries.length === 0) return null;
  return (
    <Panel title={t('bench:lastScans')} note={t('bench:newestFirst')}>
      <ul className="scans">
        {entries.slice(0, shown).map((entry) => {
          const tone = toneOf(tasks[task], entry.outcome);
          return (
            <li key={entry.no}>
              <span className="muted">{format.clock(entry.at)}</span>
              <span className="mono breakable">{entry.code}</span>
              <span className={`mark ${tone === 'again' ? 'info' : tone}`}>
                <Icon name={entry.state === 'kept' ? 'clock' : icons[tone]} />
                {words(entry.outcome, { ...entry.says, code: entry.code }).title}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

interface BenchViewProps {
  task: Task;
  control: BenchControl;
  heading: string;
  crumbs: Crumb[];
  state?: ReactNode;
  actions?: ReactNode;
  /** What to scan now. */
  label: string;
  expected: ReactNode;
  /** Above the scan field: what cannot wait. */
  alerts?: ReactNode;
  /** Below the verdict. */
  children?: ReactNode;
  aside: ReactNode;
}

/** A bench: one field, one verdict, the last scans, and commands to scan or press. */
export function BenchView(props: BenchViewProps) {
  const { task, control, heading, crumbs, state, actions, label, expected, alerts, children, aside } = props;
  const { t } = useTranslation();
  return (
    <div className="bench">
      <Page
        heading={heading}
        crumbs={crumbs}
        state={
          <>
            {state}
            <button type="button" className="link" onClick={() => control.scan(barcodeOf('sound'))}>
              {t(control.sound ? 'bench:soundOn' : 'bench:soundOff')}
            </button>
          </>
        }
        actions={actions}
      >
        <div className="stack">
          <CutAlert control={control} />
          {alerts}
          <div className="bench-cols">
            <div className="stack">
              <ScanField label={label} expected={expected} onScan={control.scan} />
              <VerdictBox task={task} control={control} />
              {children}
              <section aria-labelledby="bench-commands">
                <h2 id="bench-commands">{t('bench:scanOrPress')}</h2>
                <div className="codes">
                  {tasks[task].commands
                    .filter((command) => command !== 'sound')
                    .map((command) => (
                      <CommandCode
                        key={command}
                        word={command}
                        label={t([`bench:commands.${task}-${command}`, `bench:commands.${command}`])}
                        onPress={control.scan}
                      />
                    ))}
                </div>
              </section>
              <LastScans task={task} control={control} />
            </div>
            <div className="stack">{aside}</div>
          </div>
        </div>
      </Page>
    </div>
  );
}

/** How far the work is, large. */
export function BigBar({ done, of, label }: { done: number; of: number; label: string }) {
  return (
    <div>
      <p className="strong">{label}</p>
      <div
        className="bigbar"
        role="progressbar"
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-label={label}
      >
        <i style={{ width: `${of === 0 ? 0 : (100 * done) / of}%` }} />
      </div>
    </div>
  );
}
