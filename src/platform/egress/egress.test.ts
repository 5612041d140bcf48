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
