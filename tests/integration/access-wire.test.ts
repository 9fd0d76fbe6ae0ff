import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { CodedError } from '../../electron/contract/errors.ts';
import { operatorId, rightsOf, roles } from '../../electron/contract/operators.ts';
import { preferences } from '../../electron/contract/preferences.ts';
import { type Client, client, type Input } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { AssembleOptions, Assembly } from '../../electron/host/assemble.ts';
import { startWebServer } from '../../electron/host/web-server.ts';
import { studioWire } from '../../electron/host/web-socket-wires.ts';
import { callRights } from '../../electron/studio/access/call-rights.ts';
import type { SignIn } from '../../electron/studio/access/sign-in.ts';
import { anna, cheap, paul, vera } from '../rigs/access-stage.ts';
import { workplace } from '../rigs/cli.ts';
import { somebody, stationIn } from '../rigs/session-room.ts';

type Contract = typeof studioContract;
type Name = keyof Contract['calls'];

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A station without any camera, served as a browser finds it; what it is asked comes from no page of ours. */
async function served(options: Partial<AssembleOptions> = {}): Promise<{ station: Assembly; wire: Client<Contract> }> {
  const place = await workplace();
  closing.push(() => place.remove());
  const station = await stationIn(place, { camera: 'none', passwordCost: cheap, ...options });
  closing.push(() => station.close());
  const { studio } = station;
  const pageFolder = await mkdtemp(join(tmpdir(), 'incidence-page-'));
  await writeFile(join(pageFolder, 'index.html'), '');
  const server = await startWebServer({
    ...{ port: 0, pageFolder, unexpected: (error) => String(error) },
    attach: (wire) => studio.attach(wire),
    attachFrames: (wire) => studio.attachFrames(wire),
    attachFixation: (wire) => studio.attachFixation(wire),
    handleRequest: (request) => studio.handleRequest(request),
  });
  closing.push(() => server.close());
  closing.push(() => rm(pageFolder, { recursive: true }));
  const { headers } = await fetch(server.url, { redirect: 'manual' });
  const { host, origin } = new URL(server.url);
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${host}/wire`, { headers: { cookie, origin } });
  await once(socket, 'open');
  return { station, wire: client(studioWire(socket), studioContract) };
}

const id = '00000000-0000-4000-8000-000000000001';
/** What each call could be asked, were it allowed. */
const inputs: { [N in Name]: Input<Contract, N> } = {
  'session.open': { patient: somebody, protocol: 'gaze-9' },
  'session.resume': { session: id },
  'session.hold': { session: id, on: true, reason: 'x' },
  'session.pause': {},
  'session.close': {},
  'session.discontinue': { reason: 'x' },
  'session.contents': {},
  'patient.correct': { sessions: [id], patient: somebody, order: null, reason: 'details' },
  'document.attach': { title: 'x', pdf: 'eA==' },
  'worklist.refresh': {},
  'worklist.find': { patient: 'P-1' },
  'connections.set': {},
  'connections.check': { which: 'archive' },
  'delivery.send': { session: id, store: 'archive' },
  'delivery.urgent': { job: id, on: true },
  'outbox.pause': { on: true },
  'session.undo': {},
  'shot.take': {},
  'shot.accept': {},
  'shot.retake': {},
  'shot.choose': { shot: id },
  'step.add': { like: 'primary' },
  'step.select': { step: 'primary' },
  'step.skip': { reason: 'x' },
  'step.defer': {},
  'camera.reconnect': {},
  'camera.free': {},
  'camera.focus': { steps: 1 },
  'camera.autofocus': {},
  'camera.zoom': { zoom: 1, at: { x: 0.5, y: 0.5 } },
  'room.detect': {},
  'room.assign': { role: 'face', address: 'sim:canon' },
  'room.set': { cardPictures: 'delete' },
  'preferences.set': preferences.parse({}),
  'trigger.reconnect': {},
  'outbox.retry': { job: id },
  'operator.sign-in': { who: vera.id, password: vera.password },
  'operator.unlock': { pin: '2468' },
  'operator.lock': {},
  'operator.sign-out': {},
  'operator.active': {},
  'operator.sign-charter': { version: 1 },
  'operator.save': { ...vera, role: 'department-head' },
  'operator.secrets': { password: vera.password },
  'recovery.show': {},
  'recovery.confirm': { key: 'x' },
  'department.set': { auditMonths: 6 },
  'retention.list': {},
  'retention.purge': {},
  'audit.read': { limit: 1 },
  'store.check': {},
  'liveview.want': { on: true },
};
const names = Object.keys(inputs) as Name[];

async function codeOf(wire: Client<Contract>, name: Name): Promise<string | undefined> {
  return await wire.call(name, inputs[name]).then(
    () => undefined,
    (error: CodedError) => error.code,
  );
}

test('the studio refuses whatever a role may not, signed out and locked too, whoever writes on its wire', async () => {
  const { station, wire } = await served();
  for (const person of [anna, paul, vera]) {
    await wire.call('operator.save', person);
    if (person === anna) await wire.call('operator.sign-in', { who: anna.id, password: anna.password });
    if (person === anna) await wire.call('operator.sign-charter', { version: 1 });
  }
  for (const { id: who, password, role } of [vera, paul]) {
    await wire.call('operator.sign-in', { who, password });
    await wire.call('operator.sign-charter', { version: 1 });
    const forbidden = names.filter((name) => {
      const right = callRights[name] === 'founder' ? 'configure' : callRights[name];
      return rightsOf['department-head'].some((known) => known === right && !rightsOf[role].includes(known));
    });
    expect(forbidden.length).toBeGreaterThan(6);
    for (const name of forbidden) expect([name, await codeOf(wire, name)]).toEqual([name, 'right-missing']);
  }
  const guarded = names.filter((name) => !['anybody', 'watching'].includes(callRights[name]));
  await wire.call('operator.lock', {});
  for (const name of guarded) expect([name, await codeOf(wire, name)]).toEqual([name, 'station-locked']);
  await wire.call('operator.unlock', { password: paul.password });
  await wire.call('operator.sign-out', {});
  for (const name of guarded) expect([name, await codeOf(wire, name)]).toEqual([name, 'sign-in-needed']);

  const { access, department, sessions } = station.studio.snapshot();
  expect(access.operators.map(({ role }) => role)).toEqual([anna.role, paul.role, vera.role]);
  expect(department.auditMonths).toBe(12);
  expect(sessions).toEqual([]);
  const refused = (await station.vault.audit.read({ limit: 500 })).filter(({ event }) => event === 'call-refused');
  expect(refused.filter(({ operator, about }) => operator === 'vera' && about === 'session.open')).toMatchObject([
    { outcome: 'refused', role: 'auditor', code: 'right-missing' },
  ]);
});

/** A hospital's provider: it signs who somebody is, and publishes the key that shows it. */
async function provider() {
  const keys = generateKeyPairSync('ed25519');
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ keys: [keys.publicKey.export({ format: 'jwk' })] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => new Promise((done) => server.close(done)));
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issue(claims: object, key: KeyObject = keys.privateKey): string {
      const signed = `${part({ alg: 'EdDSA' })}.${part(claims)}`;
      return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
    },
  };
}

const claims = z.object({
  sub: operatorId,
  name: z.string(),
  role: z.enum(roles),
  aud: z.literal('incidence'),
  exp: z.number(),
});

/** All that a hospital has to write: who a token stands for. */
async function signInBy(url: string): Promise<SignIn> {
  const { keys } = (await (await fetch(url)).json()) as { keys: JsonWebKey[] };
  const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
  return {
    takes: ['token'],
    isRequired: true,
    async identify(credentials) {
      const [head, body, signature] = 'token' in credentials ? credentials.token.split('.') : [];
      const signed = Buffer.from(`${head}.${body}`);
      if (!signature || !body || !verify(null, signed, key, Buffer.from(signature, 'base64url')))
        throw new CodedError('sign-in-refused');
      const parsed = claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
      if (!parsed.success || parsed.data.exp * 1000 < Date.now()) throw new CodedError('sign-in-refused');
      const { sub, name, role } = parsed.data;
      return { id: sub, name, role };
    },
  };
}

test('a hospital’s own provider signs operators in by its token, and nothing else is another', async () => {
  const { url, issue } = await provider();
  const { station, wire } = await served({ signIn: await signInBy(url) });
  const exp = Math.floor(Date.now() / 1000) + 600;
  const who = { sub: 'm.curie', name: 'CURIE^Marie', role: 'orthoptist', aud: 'incidence', exp };
  expect(station.studio.snapshot().access).toMatchObject({
    state: 'signed-out',
    credentials: ['token'],
    operators: [],
  });
  const forged = issue(who, generateKeyPairSync('ed25519').privateKey);
  const [head, , signature] = issue(who).split('.');
  const swapped = [head, issue({ ...who, role: 'department-head' }).split('.')[1], signature].join('.');
  const bad = [forged, swapped, issue({ ...who, exp: 1 }), issue({ ...who, aud: 'another' })];
  for (const token of bad) {
    await expect(wire.call('operator.sign-in', { token })).rejects.toMatchObject({ code: 'sign-in-refused' });
  }
  await wire.call('operator.sign-in', { token: issue(who) });
  expect(await codeOf(wire, 'session.open')).toBe('charter-unsigned');
  await wire.call('operator.sign-charter', { version: 1 });
  await wire.call('session.open', { patient: somebody, protocol: 'gaze-9' });
  expect(station.studio.runner.state.opened).toMatchObject({
    ...{ operator: 'm.curie', operatorName: 'CURIE^Marie', operatorRole: 'orthoptist' },
  });
  expect(await codeOf(wire, 'department.set')).toBe('right-missing');
  await wire.call('operator.lock', {});
  const other = issue({ ...who, sub: 'p.curie', name: 'CURIE^Pierre' });
  await expect(wire.call('operator.unlock', { token: other })).rejects.toMatchObject({ code: 'sign-in-refused' });
  await wire.call('operator.unlock', { token: issue(who) });
  expect(station.studio.snapshot()).toMatchObject({
    access: { state: 'signed-in', operator: { name: 'CURIE^Marie' } },
    session: { operator: 'CURIE^Marie' },
  });
});
