import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRoot } from '../../electron/base/places.ts';
import { answer, type Handlers } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import { startWebServer } from '../../electron/host/web-server.ts';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { wholeField } from '../../electron/simulator/subject-port.ts';
import { exposure } from '../rigs/drawn-subject.ts';
import { aSession, aSnapshot, aStep } from '../rigs/page-states.ts';
import { type FrameServer, serveFrames } from './frame-server.ts';

const frameSize = { widthPx: 1920, heightPx: 1280 };
const differentFrames = 12;
const priorShot = '0b6f2c1e-0000-4000-8000-000000000001';

export type PageServer = {
  /** Opens the capture screen, once. */
  url: string;
  frames: FrameServer;
  close(): Promise<void>;
};

/**
 * The studio's web server with the built page and the bare one, over frames that were drawn beforehand: nothing is drawn,
 * encoded or decided while it is measured. The state is that of a step with an earlier visit; guide, ghost and peaking on.
 */
export async function servePages(framesPerSecond: number): Promise<PageServer> {
  const root = findRoot(import.meta.dirname);
  const { live, still } = await drawPictures();
  const frames = serveFrames(live, framesPerSecond);
  const bare = await readFile(join(root, 'tests', 'bench', 'bare.html'));
  const handlers = Object.fromEntries(
    Object.keys(studioContract.calls).map((name) => [name, () => ({})]),
  ) as unknown as Handlers<typeof studioContract>;
  const server = await startWebServer({
    port: 0,
    pageFolder: join(root, 'out', 'renderer'),
    attach: (wire) => answer(wire, studioContract, handlers, String).emit('snapshot', state()),
    attachFrames: frames.attach,
    attachFixation: (wire) => wire.close(),
    handleRequest: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/bare.html') return answered(bare, 'text/html');
      if (pathname.startsWith('/pictures/')) return answered(still, 'image/jpeg');
      if (!pathname.startsWith('/guides/')) return null;
      return answered(await readFile(join(root, 'resources', pathname)), 'image/svg+xml');
    },
    unexpected: String,
  });
  return {
    url: server.url,
    frames,
    async close() {
      frames.stop();
      await server.close();
    },
  };
}

function state(): Snapshot {
  const prior = { shot: priorShot, session: 'session-0', takenAt: '2026-03-12T09:01:00.000Z', fieldWidthMm: 144 };
  const steps = [aStep('a', { priors: [prior] }), aStep('b')];
  const snapshot = aSnapshot({ session: aSession({ steps }) });
  const { preferences } = snapshot;
  return {
    ...snapshot,
    preferences: {
      ...preferences,
      ghost: { ...preferences.ghost, mode: 'opacity' },
      analyses: { ...preferences.analyses, peaking: true },
    },
  };
}

async function drawPictures(): Promise<{ live: Uint8Array[]; still: Uint8Array }> {
  const subject = createSubject({ seed: 3, now: () => 0 });
  const live: Uint8Array[] = [];
  for (let sequence = 0; sequence < differentFrames; sequence += 1) {
    const view = {
      look: null,
      pose: null,
      ...frameSize,
      sequence,
      lamp: true,
      zoom: wholeField,
      defocus: 0,
      imitates: null,
    };
    live.push(await subject.liveFrame(view));
  }
  const still = await subject.photograph(exposure({ widthPx: 1600, heightPx: 1067 }));
  await subject.close();
  return { live, still };
}

function answered(body: Uint8Array, type: string): Response {
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } });
}
