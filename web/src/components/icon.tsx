const paths = {
  start: 'M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5l1 1.5h3l1-1.5H14',
  genomes:
    'M8.500 5a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0M1.500 14c0-3 2-4.500 4.500-4.500s4.500 1.500 4.500 4.500M10.500 2.800a2.500 2.500 0 0 1 0 4.400M12 9.800c1.600.6 2.500 2 2.500 4.200',
  variant:
    'M4 1.5c0 4 8 4.500 8 8.500 0 2-1.500 3-2.500 4.500M12 1.500c0 4-8 4.500-8 8.500 0 2 1.500 3 2.500 4.500M5.500 4h5M5.500 12h5',
  submission:
    'M13.500 3.500c0 1.100-2.500 2-5.500 2s-5.500-.9-5.500-2 2.500-2 5.500-2 5.500.9 5.500 2M2.500 3.500v9c0 1.100 2.500 2 5.500 2s5.500-.9 5.500-2v-9M2.500 8c0 1.100 2.500 2 5.500 2s5.500-.9 5.500-2',
  dataset: 'M2 3h12v10H2zM2 7h12M6 7v6',
  gene: 'M2 8h3M6 5.500h4v5H6zM11 8h3',
  region: 'M2 12h12M4 12V8M8 12V4M12 12V6',
  search: 'M11.500 7a4.500 4.500 0 1 1-9 0 4.500 4.500 0 0 1 9 0M10.500 10.500 14 14',
  menu: 'M2 4h12M2 8h12M2 12h12',
  rows: 'M2 3h12M2 6.300h12M2 9.700h12M2 13h12',
  running: 'M2 4h12M2 8h8M2 12h5',
  info: 'M14.200 8a6.200 6.200 0 1 1-12.400 0 6.200 6.200 0 0 1 12.400 0M8 7.200v4M8 4.700V5',
  pass: 'M14.200 8a6.200 6.200 0 1 1-12.400 0 6.200 6.200 0 0 1 12.400 0M5 8.200l2.200 2.200L11 6',
  fail: 'M14.200 8a6.200 6.200 0 1 1-12.400 0 6.200 6.200 0 0 1 12.400 0M5.500 5.500l5 5M10.500 5.500l-5 5',
  clock: 'M14.200 8a6.200 6.200 0 1 1-12.400 0 6.200 6.200 0 0 1 12.400 0M8 4.500V8l2.500 1.500',
  warn: 'M8 2 14.500 13.500h-13zM8 6.500v3.500M8 11.700v.3',
  lock: 'M3.500 7.500h9v6.500h-9zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  tick: 'M3 8.500l3.500 3.500L13 5',
  close: 'M4 4l8 8M12 4l-8 8',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  left: 'M10 3 5 8l5 5',
  right: 'M6 3l5 5-5 5',
  back: 'M6 4 2 8l4 4M2 8h9a3 3 0 0 1 0 6',
} as const;

export type IconName = keyof typeof paths | 'theme';

/** A 16-pixel line drawing; always beside a word or with an aria-label on its button. */
export function Icon({ name, tone }: { name: IconName; tone?: string | undefined }) {
  return (
    <svg
      className={tone ? `i ${tone}` : 'i'}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {name === 'theme' ? (
        <>
          <circle cx="8" cy="8" r="5.5" />
          <path d="M8 2.500v11a5.500 5.500 0 0 0 0-11z" fill="currentColor" />
        </>
      ) : (
        <path d={paths[name]} />
      )}
    </svg>
  );
}
