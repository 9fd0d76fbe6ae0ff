import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createListeners } from '../../electron/base/listeners.ts';
import { findRoot } from '../../electron/base/places.ts';
import { fixationContract } from '../../electron/contract/fixation.ts';
import { fixationDisplay } from '../../electron/contract/room.ts';
import { answer, type Wire } from '../../electron/contract/rpc.ts';
import type { HttpServer } from '../../electron/host/http-server.ts';
import { watchTablet } from '../../electron/host/tablet.ts';
import { startTabletServer } from '../../electron/host/tablet-server.ts';

/* What a tablet gets of the built page, and what nobody gets. */
const pageFolder = join(findRoot(import.meta.dirname), 'out', 'renderer');
const path = 'abcdefgh2345';
const view = { target: { leftDeg: 30, upDeg: 0 }, display: fixationDisplay.parse({}) };

let server: HttpServer;
let failures: unknown[];
let attached: Wire[];
const unexpected = (error: unknown): string => {
  failures.push(error);
  return 'X';
};
const attach = (wire: Wire): void => {
  attached.push(wire);
  answer(wire, fixationContract, {}, String).emit('view', view);
};
const options = { path, port: 0, addresses: () => ['127.0.0.1'], pageFolder, attach, unexpected };

beforeEach(async () => {
  [failures, attached] = [[], []];
  server = await startTabletServer(options);
  onTestFinished(() => server.close());
});

function ask(
  asked: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = server;
    const sent = httpRequest(
      { hostname: '127.0.0.1', port, path: asked, method, headers, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    sent.on('error', reject).end();
  });
}

/** The first line of the answer to an upgrade. */
function upgrade(asked: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      const all = {
        Host: `127.0.0.1:${server.port}`,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET ${asked} HTTP/1.1\r\n${lines.join('')}\r\n`);
    });
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data).split('\r\n')[0] ?? '');
    });
    socket.once('error', reject);
  });
}

describe('the tablet’s server', () => {
  it('gives the display’s page and every file that it loads', async () => {
    const page = await ask(`/${path}/`);
    expect(page.status).toBe(200);
    const loaded = [...page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file = '']) => file);
    expect(loaded.some((file) => file.endsWith('.js'))).toBe(true);
    for (const file of loaded) expect([file, (await ask(`/${path}/${file}`)).status]).toEqual([file, 200]);
    const manifest = JSON.parse(readFileSync(join(pageFolder, '.vite', 'manifest.json'), 'utf8'));
    const built = Object.values(manifest as Record<string, { src?: string; file: string }>);
    const figures = built.filter(({ src }) => src?.includes('resources/targets/'));
    expect(figures.length).toBeGreaterThan(3);
    for (const { file } of figures) expect([file, (await ask(`/${path}/${file}`)).status]).toEqual([file, 200]);
  });

  it('gives nothing else of the build: the studio’s own page is not there', async () => {
    const index = readFileSync(join(pageFolder, 'index.html'), 'utf8');
    const [, script = ''] = /src="\.\/(assets\/index-[^"]+\.js)"/.exec(index) ?? [];
    expect(existsSync(join(pageFolder, script))).toBe(true);
    for (const file of [
      script,
      'index.html',
      '.vite/manifest.json',
      'fixation',
      'wire',
      'frames',
      'pictures/1',
      '../package.json',
      '%2e%2e/package.json',
    ]) {
      expect([file, (await ask(`/${path}/${file}`)).status]).toEqual([file, 404]);
    }
    expect(failures).toEqual([]);
  });

  it.each([
    ['/', {}, 'GET'],
    ['/fixation', {}, 'GET'],
    ['/fixation.html', {}, 'GET'],
    [`/${path}`, {}, 'GET'],
    ['/abcdefgh2346/', {}, 'GET'],
    [`/${path}x/`, {}, 'GET'],
    [`//${path}/`, {}, 'GET'],
    [`/éééééééééééé/`, {}, 'GET'],
    [`/${path}/`, { host: 'evil.example' }, 'GET'],
    [`/${path}/`, { host: 'localhost' }, 'GET'],
    [`/${path}/`, {}, 'POST'],
  ])('finds nothing at %s %j %s', async (asked, headers, method) => {
    const { status, body } = await ask(encodeURI(asked), headers, method);
    expect([status, body, failures]).toEqual([404, '', []]);
  });

  it('says where to look to its own page, and to nobody else', async () => {
    const origin = `http://127.0.0.1:${server.port}`;
    for (const [asked, headers] of [
      [`/${path}/`, {}],
      [`/${path}/`, { Origin: 'http://evil.example' }],
      [`/${path}/`, { Origin: 'http://evil.example', Host: 'evil.example' }],
      [`/${path}/wire`, { Origin: origin }],
      ['/wire', { Origin: origin }],
      ['//', { Origin: origin }],
    ] as const) {
      expect(await upgrade(asked, headers)).toBe('HTTP/1.1 404 Not Found');
    }
    expect(attached).toEqual([]);
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/${path}/`, { origin });
    const [data] = await once(socket, 'message');
    expect(JSON.parse(String(data))).toEqual({ kind: 'event', name: 'view', payload: view });
    socket.send(JSON.stringify({ kind: 'call', id: 1, name: 'shot.take', input: {} }));
    const [refused] = await once(socket, 'message');
    expect(JSON.parse(String(refused))).toMatchObject({ kind: 'err', error: { code: 'unknown-call' } });
    socket.terminate();
  });

  it('takes another port where its own is in use', async () => {
    const other = createServer().listen(0, '0.0.0.0');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const second = await startTabletServer({ ...options, port });
    onTestFinished(() => second.close());
    expect(second.port).not.toBe(port);
  });
});

describe('the tablet', () => {
  function room(initial: string | null) {
    const listeners = createListeners();
    const state = { tabletPath: initial };
    return {
      get tabletPath() {
        return state.tabletPath;
      },
      onChange: (listener: () => void) => listeners.add(listener),
      set(next: string | null) {
        state.tabletPath = next;
        listeners.tell();
      },
    };
  }

  it('is served while the room says so, at the room’s address, and told of each change', async () => {
    const place = room(null);
    const tablet = watchTablet({ ...options, room: place, addresses: () => ['127.0.0.1', '10.0.0.7'] });
    onTestFinished(() => tablet.close());
    let told = 0;
    tablet.onChange(() => {
      told += 1;
    });
    expect(tablet.urls).toEqual([]);
    place.set(path);
    await expect.poll(() => tablet.urls).toHaveLength(2);
    const [first = '', second] = tablet.urls;
    expect(second).toBe(first.replace('127.0.0.1', '10.0.0.7'));
    expect(first).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/${path}/$`));
    expect((await fetch(first)).status).toBe(200);
    expect(told).toBe(1);
    place.set(null);
    await expect.poll(() => tablet.urls).toEqual([]);
    await expect(fetch(first)).rejects.toThrow();
    expect(told).toBe(2);
  });

  it('is served no longer than the program runs', async () => {
    const tablet = watchTablet({ ...options, room: room(path) });
    await expect.poll(() => tablet.urls).toHaveLength(1);
    const [url = ''] = tablet.urls;
    await tablet.close();
    expect(tablet.urls).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();
    expect(failures).toEqual([]);
  });

  it('that cannot be served is written down, and has no address', async () => {
    const tablet = watchTablet({ ...options, room: room(path), pageFolder: join(pageFolder, 'nowhere') });
    onTestFinished(() => tablet.close());
    await expect.poll(() => failures).toHaveLength(1);
    expect(tablet.urls).toEqual([]);
  });
});
