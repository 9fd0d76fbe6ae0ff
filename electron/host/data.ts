import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resourcePath } from '../base/places.ts';
import { CodedError } from '../contract/errors.ts';
import type { LightingProfile, LightingScene } from '../contract/lighting.ts';
import type { Charter } from '../contract/operators.ts';
import type { Protocol } from '../contract/protocol.ts';
import { loadCharter } from '../studio/access/charter-file.ts';
import { loadLighting } from '../studio/lighting-data.ts';
import { loadProtocols } from '../studio/protocol-files.ts';
import { charterPath } from './vault-access.ts';

/** Everything in `resources/` that decides what is photographed, and what is promised before. */
export type StationData = {
  protocols: ReadonlyMap<string, Protocol>;
  scenes: ReadonlyMap<string, LightingScene>;
  profiles: ReadonlyMap<string, LightingProfile>;
  guides: ReadonlySet<string>;
  charter: Charter;
  readGuide(id: string): Promise<Uint8Array>;
};

/** Throws `protocol-invalid` or `data-broken`, naming the file and the place: a broken file stops the start. */
export async function loadData(root: string): Promise<StationData> {
  const { profiles, scenes } = await loadLighting(resourcePath(root, 'lighting'));
  const guideFolder = resourcePath(root, 'guides');
  const guides = new Set(
    (await readdir(guideFolder)).flatMap((name) => (name.endsWith('.svg') ? [name.slice(0, -'.svg'.length)] : [])),
  );
  const protocols = await loadProtocols(resourcePath(root, 'protocols'), { guides, scenes: new Set(scenes.keys()) });
  return {
    protocols,
    scenes,
    profiles,
    guides,
    charter: await loadCharter(charterPath(root)),
    async readGuide(id) {
      if (!guides.has(id)) throw new CodedError('data-broken', { file: id, at: '', problem: 'no such guide' });
      return await readFile(join(guideFolder, `${id}.svg`));
    },
  };
}
