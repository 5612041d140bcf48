import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { makeEgress } from './index.ts';

test('nothing leaves but to a listed host and port', () => {
  const egress = makeEgress(['ngd.example', 'other.example:8443']);
  expect(() => egress.assertAllowed('https://ngd.example/api')).not.toThrow();
  expect(() => egress.assertAllowed('https://other.example:8443/')).not.toThrow();
  for (const url of ['https://other.example/', 'https://ngd.example.evil.example/', 'file:///etc/passwd']) {
    expect(() => egress.assertAllowed(url)).toThrowError(expect.objectContaining({ code: 'IDUN_EGRESS_REFUSED' }));
  }
});

test('a redirect is not followed to another place', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(makeEgress(['127.0.0.1']).fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  server.close();
});

test('a device is reached on this machine or where the list says, and every attempt elsewhere is noted', async () => {
  const noted: [string, string][] = [];
  const egress = makeEgress(['store.example:4711'], ({ host, outcome }) => void noted.push([host, outcome]));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = await egress.connect('127.0.0.1', port);
  socket.destroy();
  server.close();
  for (const [host, at] of [
    ['store.example', 4712],
    ['127.0.0.1.evil.example', 4711],
  ] as const) {
    await expect(egress.connect(host, at)).rejects.toMatchObject({ code: 'IDUN_EGRESS_REFUSED' });
  }
  expect(noted).toEqual([
    ['store.example:4712', 'refused'],
    ['127.0.0.1.evil.example:4711', 'refused'],
  ]);
});
