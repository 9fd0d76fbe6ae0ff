import { expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { loadSentences } from '../../electron/host/sentences.ts';

it('names who holds a camera, where that is known', () => {
  const { error } = loadSentences(findRoot(import.meta.dirname), 'en');
  const nobody = error({ code: 'camera-claimed' });
  expect(nobody).toMatch(/^Another program holds the camera\./);
  expect(error({ code: 'camera-claimed', params: { holder: 'gvfsd-gphoto2' } })).toBe(`${nobody} (gvfsd-gphoto2)`);
});
