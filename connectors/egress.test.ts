import http from 'node:http';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { egress, forbiddenKind, guardedSocket, parseAllowed } from './egress.ts';
import { ConfigError } from './errors.ts';

test.each([
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.0.1', 'private'],
  ['127.8.8.8', 'loopback'],
  ['169.254.169.254', 'linkLocal'],
  ['100.100.100.200', 'carrierGradeNat'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['0.0.0.0', 'unspecified'],
  ['192.0.0.192', 'reserved'],
  ['168.63.129.16', 'metadata'],
  ['::1', 'loopback'],
  ['::', 'unspecified'],
  ['fe80::1', 'linkLocal'],
  ['fd00:ec2::254', 'uniqueLocal'],
  ['ff02::1', 'multicast'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:7f00:1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['64:ff9b::a9fe:a9fe', 'linkLocal'],
  ['64:ff9b:1::1', 'rfc6052'],
  ['2002:7f00:1::', '6to4'],
  ['2001:0:1::1', 'teredo'],
  ['8.8.8.8', undefined],
  ['172.32.0.1', undefined],
  ['2606:4700::1111', undefined],
  ['64:ff9b::808:808', undefined],
])('%s is %s', (address, kind) => expect(forbiddenKind(address)).toBe(kind));

test('the allow-list has one spelling', () => {
  expect([...parseAllowed(' Localhost:80, [::1]:8080,, 10.0.0.1,[::1]')]).toEqual([
    'localhost:80',
    '::1:8080',
    '10.0.0.1',
    '::1',
  ]);
});

describe('a connection', () => {
  let server: http.Server;
  let port: number;
  let reached = 0;

  beforeAll(async () => {
    server = http.createServer((_request, response) => {
      reached++;
      response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const byUndici = async (url: string, allow: string) => {
    const response = await request(url, { dispatcher: egress(allow).dispatcher });
    return response.body.text();
  };
  const byNode = (url: string, allow: string) =>
    new Promise<string>((resolve, reject) => {
      http
        .get(url, { agent: egress(allow).httpAgent }, (response) => {
          response.setEncoding('utf8').once('data', resolve);
        })
        .on('error', reject);
    });

  const bySocket = (url: string, allow: string) =>
    new Promise<string>((resolve, reject) => {
      // Kept as it is written: a URL would turn 0x7f.1 into an address of the usual form.
      const [, bracketed, plain] = /^http:\/\/(?:\[(.*)\]|([^:]*)):/.exec(url) ?? [];
      const socket = guardedSocket({ host: bracketed ?? plain ?? '', port }, allow);
      socket.on('error', reject);
      socket.on('data', (data) => resolve(String(data).split('\r\n').at(-1) ?? ''));
      socket.connect(1, 'elsewhere.invalid');
      socket.end('GET / HTTP/1.0\r\n\r\n');
    });

  describe.each([
    ['undici', byUndici],
    ['node:http', byNode],
    ['a socket', bySocket],
  ])('through %s', (_name, get) => {
    test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '0'])(
      'to %s is refused before it is made',
      async (host) => {
        const before = reached;
        const failure = await get(`http://${host}:${port}/`, '').catch((error) => error);
        expect(failure).toBeInstanceOf(ConfigError);
        expect(failure.mend).toContain('WEFT_EGRESS_ALLOW');
        expect(reached).toBe(before);
      },
    );

    test('to another port than the allowed one is refused', async () => {
      const failure = await get(`http://127.0.0.1:${port}/`, '127.0.0.1:1').catch((error) => error);
      expect(failure).toBeInstanceOf(ConfigError);
    });

    test('is made where the host, host and port, or the address is allowed', async () => {
      expect(await get(`http://127.0.0.1:${port}/`, '127.0.0.1')).toBe('here');
      expect(await get(`http://127.0.0.1:${port}/`, `127.0.0.1:${port}`)).toBe('here');
      expect(await get(`http://localhost:${port}/`, 'LOCALHOST')).toBe('here');
      expect(await get(`http://localhost:${port}/`, `127.0.0.1:${port}`)).toBe('here');
    });
  });

  test('over TLS is checked as well', async () => {
    const failure = await byUndici(`https://127.0.0.1:${port}/`, '').catch((error) => error);
    expect(failure).toBeInstanceOf(ConfigError);
  });
});
