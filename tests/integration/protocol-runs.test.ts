import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { loadData } from '../../electron/host/data.ts';
import { plan } from '../../electron/studio/plan.ts';
import { cli, type Workplace, workplace } from '../rigs/cli.ts';
import { pydicom } from '../rigs/dicom-tools.ts';
import { startVirtualCamera, type VirtualCamera } from '../rigs/virtual-camera.ts';

const { protocols } = await loadData(findRoot(import.meta.dirname));
let place: Workplace;
const cameras: VirtualCamera[] = [];

beforeEach(async () => {
  place = await workplace();
});
afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.stop()));
  await place.remove();
});

/** What is in the picture does not matter here: a flat card, small. */
async function camera(model: 'nikon' | 'canon', seed: number): Promise<VirtualCamera> {
  const started = await startVirtualCamera({ model, seed, plain: true, widthPx: 640 });
  cameras.push(started);
  return started;
}

const run = async (protocol: string, addresses: readonly string[], ...more: string[]) => {
  const args = ['run', '--json', '--unattended', '--vault', place.vault, '--patient', place.patient];
  const room = addresses.flatMap((address) => ['--camera', address]);
  const result = await cli(
    [...args, '--protocol', protocol, ...room, '--store', `folder:${place.folder}/store`, ...more],
    place.env,
  );
  expect(result.status, result.stderr).toBe(0);
  return JSON.parse(result.stdout);
};
/** How the store's object lies, as somebody else reads it. */
async function storedPicture({
  sopInstanceUid,
}: {
  sopInstanceUid: string;
}): Promise<{ lies: boolean; rowRunsTo: string; columnRunsTo: string }> {
  const store = join(place.folder, 'store');
  const name = (await readdir(store, { recursive: true })).find((file) => file.includes(sopInstanceUid)) ?? '';
  const { Rows, Columns, PatientOrientation } = await pydicom(join(store, name), [
    'Rows',
    'Columns',
    'PatientOrientation',
  ]);
  const [rowRunsTo = '', columnRunsTo = ''] = PatientOrientation?.match(/[A-Z]+/g) ?? [];
  return { lies: Number(Columns) > Number(Rows), rowRunsTo, columnRunsTo };
}
const viewsOf = (protocol: string): string[] => protocols.get(protocol)?.steps.map(({ view }) => view) ?? [];

/** How many views have a second picture that stands; a report and Key Objects go with each series. */
const turnedIn = (id: string): number => {
  const protocol = protocols.get(id);
  return protocol ? plan(protocol).filter(({ mirror }) => mirror !== 'none').length : 0;
};

describe('a shipped protocol runs from the first view to the last proof, with nobody there', () => {
  test.each([...protocols.keys()])('%s, with one camera in the room', async (protocol) => {
    const { address } = await camera('nikon', 1);
    const { confirmed, of, deliveries, shots } = await run(protocol, [address]);
    const views = viewsOf(protocol);
    const objects = views.length + turnedIn(protocol) + 2;
    expect([confirmed, of]).toEqual([views.length, views.length]);
    expect(deliveries).toMatchObject([{ objects: { confirmed: objects, of: objects } }]);
    expect(shots.map(({ view }: { view: string }) => view)).toEqual(views);
  });

  test('ortho-15, with a camera for the face and one for the mouth', async () => {
    const [face, mouth] = [await camera('nikon', 1), await camera('canon', 2)];
    const { confirmed, deliveries } = await run('ortho-15', [`intra-oral=${mouth.address}`, `face=${face.address}`]);
    expect(confirmed).toBe(15);
    expect(deliveries[0].objects.confirmed).toBe(15 + turnedIn('ortho-15') + 2);
    const made = async ({ control }: VirtualCamera) =>
      ((await control({ produced: true })) as { produced: unknown[] }).produced.length;
    expect([await made(face), await made(mouth)]).toEqual([8, 7]);
  });

  test('ortho-15, lit by a trigger, held as each view asks: what is stored lies as its bytes do', async () => {
    const only = ['--trigger', 'sim:trigger', '--only', 'face-rest,occlusal-upper'];
    const { shots } = await run('ortho-15', ['sim:nikon'], ...only);
    expect(shots).toHaveLength(2);
    for (const { findings } of shots) expect(findings).toContainEqual(expect.objectContaining({ code: 'flash-fired' }));
    // A body held upright stores a lying picture, in which the patient lies too; a mirror's picture stays the mirror's.
    const [face, arch] = await Promise.all(shots.map(storedPicture));
    expect(face).toMatchObject({ lies: true, rowRunsTo: expect.stringMatching(/^[HF]$/) });
    expect(arch).toEqual({ lies: true, rowRunsTo: 'L', columnRunsTo: 'A' });
  });
});
