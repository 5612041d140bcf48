import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Popover } from '../components/table/popover.tsx';

interface ChipProps {
  /** What it is about, for those who listen. */
  name: string;
  /** What is chosen, in words; empty when nothing is yet. */
  text: string;
  /** Takes this part out of its condition. */
  onRemove?(): void;
  children: ReactNode;
}

/** A part of a condition: its words, which open to be changed. */
export function Chip({ name, text, onRemove, children }: ChipProps) {
  const { t } = useTranslation();
  const said = text === '' ? t('register:choose') : text;
  return (
    <Popover
      name={`${name}: ${said}`}
      className={text === '' ? 'chip' : 'chip on'}
      label={
        <>
          {text === '' ? `${name} …` : said}
          <Icon name="down" />
        </>
      }
    >
      <div className="chip-body">
        {children}
        {onRemove && (
          <button type="button" className="link small" onClick={onRemove}>
            {t('register:removePart', { what: name })}
          </button>
        )}
      </div>
    </Popover>
  );
}

/** Further parts that a condition can have. */
export function MoreParts<Part extends string>(props: {
  label: string;
  parts: readonly { part: Part; name: string }[];
  onAdd(part: Part): void;
}) {
  const { label, parts, onAdd } = props;
  if (parts.length === 0) return null;
  return (
    <Popover name={label} className="chip add" label={<>+ {label}</>}>
      <ul className="offers">
        {parts.map(({ part, name }) => (
          <li key={part}>
            <button
              type="button"
              onClick={(event) => {
                event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
                onAdd(part);
              }}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
