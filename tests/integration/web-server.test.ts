import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWebServer, type WebServer } from '../../electron/host/web-server.ts';

let folder: string;
let server: WebServer;
let failures: unknown[];
let attached: string[];
let host: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-page-'));
  await writeFile(join(folder, 'index.html'), '<title>page</title>');
  await writeFile(join(folder, 'fixation.html'), '<title>target</title>');
  [failures, attached] = [[], []];
  server = await startWebServer({
    port: 0,
    pageFolder: folder,
    attach: () => attached.push('wire'),
    attachFrames: () => attached.push('frames'),
    attachFixation: () => attached.push('fixation'),
    handleRequest: async ({ url }) => (new URL(url).pathname === '/pictures/1' ? new Response('picture') : null),
    unexpected: (error) => {
      failures.push(error);
      return 'X';
    },
  });
  host = new URL(server.url).host;
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

type Reply = { status: number; headers: IncomingHttpHeaders; body: string };

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const [hostname, port] = host.split(':');
    const asked = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

/** The first line of the answer to an upgrade, written byte for byte: no client library tidies it up. */
function upgrade(path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const [hostname = '', port] = host.split(':');
    const socket = connect(Number(port), hostname, () => {
      const all = {
        Host: host,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
    });
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data).split('\r\n')[0] ?? '');
    });
    socket.once('error', reject);
  });
}

async function enter(): Promise<string> {
  const { headers } = await ask(new URL(server.url).pathname + new URL(server.url).search);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the interface on loopback', () => {
  it('opens once for its token, and then for the cookie alone', async () => {
    const { pathname, search } = new URL(server.url);
    expect((await ask('/')).status).toBe(401);
    expect((await ask('/?token=wrong')).status).toBe(401);
    const first = await ask(pathname + search);
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await ask(pathname + search)).status).toBe(401);
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const page = await ask('/', { cookie });
    expect([page.status, page.body]).toEqual([200, '<title>page</title>']);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await ask('/pictures/1', { cookie })).body).toBe('picture');
    expect((await ask('/fixation', { cookie })).body).toBe('<title>target</title>');
    expect((await ask('/fixation')).status).toBe(401);
  });

  it.each([
    ['a rebound name', '/', { host: 'evil.example' }, 'GET', 403],
    ['a way out of the folder', '/../package.json', {}, 'GET', 404],
    ['an encoded way out', '/%2e%2e/package.json', {}, 'GET', 404],
    ['another method', '/', {}, 'POST', 405],
    ['an address that is none', '//', {}, 'GET', 400],
  ])('refuses %s', async (_case, path, headers, method, status) => {
    const cookie = await enter();
    expect((await ask(path, { cookie, ...headers }, method)).status).toBe(status);
    expect(failures).toEqual([]);
  });

  it('takes a cookie of the right length in other letters for a wrong one', async () => {
    const [name = '', secret = ''] = (await enter()).split('=');
    expect((await ask('/', { cookie: `${name}=${'é'.repeat(secret.length)}` })).status).toBe(401);
    expect(failures).toEqual([]);
  });

  it.each([
    ['nobody', '/wire', () => ({ Origin: `http://${host}`, Cookie: '' })],
    ['another origin', '/wire', () => ({ Origin: 'http://evil.example' })],
    ['no origin', '/wire', () => ({})],
    ['a rebound name', '/wire', () => ({ Origin: 'http://evil.example', Host: 'evil.example' })],
    ['nobody, of the fixation display', '/fixation', () => ({ Origin: `http://${host}`, Cookie: '' })],
    ['an unknown wire', '/other', () => ({ Origin: `http://${host}` })],
    ['an address that is none', '//', () => ({ Origin: 'http://evil.example' })],
  ])('gives no wire to %s, and goes on', async (_case, path, headers) => {
    const cookie = await enter();
    expect(await upgrade(path, { Cookie: cookie, ...headers() })).toBe('HTTP/1.1 403 Forbidden');
    expect(attached).toEqual([]);
    expect((await ask('/', { cookie })).status).toBe(200);
  });

  it('goes on when a cookie in other letters asks for a wire', async () => {
    const cookie = await enter();
    const [name = '', secret = ''] = cookie.split('=');
    const wrong = { Cookie: `${name}=${'é'.repeat(secret.length)}`, Origin: `http://${host}` };
    expect(await upgrade('/wire', wrong)).toBe('HTTP/1.1 403 Forbidden');
    expect((await ask('/', { cookie })).status).toBe(200);
  });

  it('gives its wires to its own pages', async () => {
    const headers = { Cookie: await enter(), Origin: `http://${host}` };
    for (const path of ['/wire', '/frames', '/fixation'])
      expect(await upgrade(path, headers)).toBe('HTTP/1.1 101 Switching Protocols');
    expect(attached).toEqual(['wire', 'frames', 'fixation']);
  });
});
