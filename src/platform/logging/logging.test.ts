import { expect, test } from 'vitest';
import { makeLogger, maskSecrets } from './index.ts';

function logged(write: (log: ReturnType<typeof makeLogger>) => void): string {
  const lines: string[] = [];
  write(makeLogger('info', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

test('a CPR number never reaches a log line, whatever field or sentence it hides in', () => {
  const text = logged((log) => {
    log.info({ person: { cpr: '0101011234' }, note: 'seen 010101-1234' }, 'person 0101011234 was read');
    log.error(new Error('no person 311299-4321'));
  });
  expect(text).not.toMatch(/0101011234|010101-1234|311299-4321/);
  expect(text).toContain('[masked]');
});

test('passwords of connection addresses and one-time links are masked', () => {
  expect(maskSecrets('postgresql://idun:s3cret@localhost/idun')).toBe('postgresql://idun:[masked]@localhost/idun');
  expect(maskSecrets('GET /open/abcDEF123')).toBe('GET /open/[masked]');
});

test('an error is its name, message, code and stack, not what hangs on it', () => {
  const error = Object.assign(new Error('broken'), {
    code: '23505',
    detail: 'Key (value)=(a name)',
    client: { secret: 1 },
  });
  const text = logged((log) => log.error({ err: error }, 'failed'));
  expect(JSON.parse(text).err).toMatchObject({ type: 'Error', message: 'broken', code: '23505' });
  expect(text).not.toContain('a name');
});

test('ids, positions and instants stay readable', () => {
  const text = logged((log) => log.info({ id: 'gen_0101011234567890abcdef', start: 55051214 }, 'kept'));
  expect(text).toContain('gen_0101011234567890abcdef');
  expect(text).toContain('55051214');
  expect(text).toMatch(/"time":"\d{4}-/);
});
