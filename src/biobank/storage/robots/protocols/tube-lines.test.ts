import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { protocols } from './index.ts';
import { isField, readFields, writeFields } from './tube-lines.ts';

let answer: (line: string, socket: Socket) => void = () => undefined;
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const line of String(chunk).split('\r\n')) if (line !== '') answer(line, socket);
  });
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

async function dial() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return protocols['tube-lines'].open(socket, { device: '', patienceMs: 120 });
}

test('fields come back as they were written, and what a line cannot carry is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 0, maxLength: 12 }), { minLength: 1, maxLength: 6 }), (fields) => {
      if (fields.every(isField)) expect(readFields(writeFields(fields))).toEqual(fields);
      else expect(() => writeFields(fields)).toThrow(expect.objectContaining({ code: 'IDUN_ROBOT_GIVEN' }));
    }),
  );
});

test('answers that come twice, late or in pieces are told apart by their numbers', async () => {
  answer = (line, socket) => {
    const [number] = line.split('|');
    if (Number(number) > 1) socket.write(`${Number(number) - 1}|STORE|9|STOPPED|old\r\n`);
    for (const part of [`${number}|STORE|`, '2|REA', 'DY|\r', '\n', `${number}|STORE|2|READY|\r\n`]) socket.write(part);
  };
  const driver = await dial();
  for (let i = 0; i < 3; i++) expect(await driver.status()).toEqual({ ready: true, problem: null, boot: '2' });
  driver.close();
});

test('a store that answers nonsense, too much or nothing is a problem with a name, and nothing hangs', async () => {
  const nonsense: [(number: string) => string, string][] = [
    [(n) => `${n}|ERROR|what\r\n`, 'IDUN_ROBOT_ANSWER'],
    [(n) => `${n}|COMMAND|rcm_1|FLYING\r\n`, 'IDUN_ROBOT_ANSWER'],
    [() => 'x'.repeat(10_000), 'IDUN_ROBOT_AWAY'],
    [() => '', 'IDUN_ROBOT_AWAY'],
    [() => '77|COMMAND|rcm_1|DONE|X\r\n', 'IDUN_ROBOT_AWAY'],
  ];
  for (const [text, code] of nonsense) {
    answer = (line, socket) => void socket.write(text(line.split('|')[0]!));
    const driver = await dial();
    const asked = driver.outcome({ id: 'rcm_1', kind: 'pick', address: 'A1', code: 'X' });
    await expect(asked).rejects.toMatchObject({ code });
    driver.close();
  }
  answer = (_line, socket) => void socket.destroy();
  const driver = await dial();
  await expect(driver.temperature()).rejects.toMatchObject({ code: 'IDUN_ROBOT_AWAY' });
});
