import { useEffect, useId, useState } from 'react';

interface TextFilterProps {
  label: string;
  hint?: string;
  type?: 'text' | 'date';
  value: string | undefined;
  onChange(value: string | undefined): void;
}

/** A filter one writes or picks a date in; it takes effect on Enter and on leaving the field. */
export function TextFilter({ label, hint, type = 'text', value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value ?? '');
  const id = useId();
  useEffect(() => setText(value ?? ''), [value]);
  const commit = (now: string) => {
    if (now.trim() !== (value ?? '')) onChange(now.trim() === '' ? undefined : now.trim());
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type={type}
        placeholder={hint}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (type === 'date') commit(event.target.value);
        }}
        onBlur={() => commit(text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(text);
        }}
      />
    </div>
  );
}
