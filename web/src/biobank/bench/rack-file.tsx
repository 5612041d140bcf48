import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { tasks, toneOf } from './tasks.ts';

interface RackFileProps<T extends { outcome: string }> {
  send(text: string): Promise<{ items: T[] }>;
  onDone(): Promise<void> | void;
}

/** Takes the file of a scanner that reads a whole rack from below, dropped or chosen. The same file again counts nothing twice. */
export function RackFile<T extends { outcome: string }>({ send, onDone }: RackFileProps<T>) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [over, setOver] = useState(false);
  const read = useMutation({
    mutationFn: async (file: File) => send(await file.text()),
    onSuccess: () => onDone(),
  });
  const take = (files: FileList | null) => {
    const [file] = files ?? [];
    if (file) read.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const wrong =
    read.data?.items.filter(({ outcome }) => ['fail', 'warn'].includes(toneOf(tasks.receive, outcome))).length ?? 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the field inside does the same with the keyboard
    <div
      className={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label className="strong" htmlFor={id}>
        {t('bench:rackFile')}
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,.txt,.tsv,text/plain,text/csv"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      {read.data && (
        <p role="status" className={wrong > 0 ? 'warn strong' : 'pass strong'}>
          <Icon name={wrong > 0 ? 'warn' : 'pass'} />{' '}
          {t('bench:rackRead', {
            count: read.data.items.length,
            number: format.int(read.data.items.length),
            wrong: format.int(wrong),
          })}
        </p>
      )}
      {read.error && <ProblemView error={read.error} />}
    </div>
  );
}
