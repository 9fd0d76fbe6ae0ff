import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import { closeLink, never, openLink, pass, ptpip, settled } from '../rigs/camera-link-stage.ts';

afterEach(closeLink);

describe('what a camera link knows of the card', () => {
  it('settles all that lay on a camera it never met; later only what it was told', async () => {
    const { link, scene } = await openLink();
    await link.open();
    await link.settle(['new'], false);
    await link.settle(['unwanted'], true);
    expect(scene.settlings).toEqual([
      { sources: ['new'], discard: false },
      { sources: ['unwanted'], discard: true },
    ]);
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(scene.reconciled).toEqual([null, ['old', 'new', 'unwanted']]);
  });

  it('tells a camera that comes back what it could not be told', async () => {
    const { link, scene } = await openLink();
    await link.open();
    const { settle } = scene.camera;
    scene.camera.settle = () => Promise.reject(new CodedError('camera-gone'));
    await link.settle(['a'], true);
    scene.camera.settle = settle;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(scene.reconciled).toEqual([null, ['old', 'a']]);
    expect(scene.settlings).toEqual([{ sources: ['a'], discard: true }]);
  });

  it('does not offer again what was settled while it looked through the card', async () => {
    const { link, scene } = await openLink();
    await link.open();
    const kept: (readonly string[] | null)[] = [];
    scene.camera.reconcile = async ({ known }) => {
      kept.push(known);
      await link.settle(['meanwhile'], false);
      return { settled: ['old'] };
    };
    for (let times = 0; times < 2; times++) {
      scene.last('camera')?.server?.emit('gone', { detail: 'off' });
      await settled();
      await pass(1);
    }
    expect(kept).toEqual([['old'], ['old', 'meanwhile']]);
  });

  it('is not ready before it is known what lay on a camera that it never met', async () => {
    const { link, scene } = await openLink();
    const { reconcile } = scene.camera;
    scene.camera.reconcile = never;
    const opening = expect(link.open()).rejects.toMatchObject({ code: 'camera-gone' });
    await settled();
    expect(link.state).toBe('connecting');
    scene.camera.reconcile = reconcile;
    scene.last('camera')?.die();
    await opening;
    await pass(2);
    expect(link.state).toBe('ready');
    expect(scene.reconciled).toEqual([null]);
  });

  it('leaves the card alone where nobody wants what lies on it', async () => {
    const { link, scene } = await openLink(ptpip, null);
    await link.open();
    scene.last('camera')?.die();
    await pass(2);
    expect([link.state, scene.reconciled]).toEqual(['ready', []]);
  });

  it('a ledger that cannot be written stops nothing and forgets nothing', async () => {
    const refuse = () => Promise.reject(new CodedError('vault-full'));
    const { link, scene } = await openLink(ptpip, { known: async () => null, add: refuse, keepOnly: refuse });
    await link.open();
    await link.settle(['a'], false);
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(link.state).toBe('ready');
    expect(scene.reconciled).toEqual([null, ['old', 'a']]);
  });

  it('offers, rather than settles unseen, what was photographed after the first look was refused', async () => {
    const { link, scene } = await openLink();
    const { reconcile } = scene.camera;
    scene.camera.reconcile = () => Promise.reject(new CodedError('camera-failed'));
    await link.open();
    scene.camera.reconcile = reconcile;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    expect(scene.reconciled).toEqual([[]]);
  });

  it('does not forget what lies on a card that is out for once', async () => {
    const { link, scene } = await openLink();
    await link.open();
    await link.settle(['new'], false);
    const { reconcile } = scene.camera;
    const again = async (): Promise<void> => {
      scene.last('camera')?.server?.emit('gone', { detail: 'off' });
      await settled();
      await pass(1);
    };
    scene.camera.reconcile = () => ({ settled: [] });
    await again();
    scene.camera.reconcile = reconcile;
    await again();
    expect(scene.reconciled).toEqual([null, ['old', 'new']]);
  });

  it('does not take a frame for stuck that waits while a card is looked through', async () => {
    const { link, scene } = await openLink();
    await link.open();
    scene.camera.reconcile = never;
    scene.last('camera')?.server?.emit('gone', { detail: 'off' });
    await settled();
    await pass(1);
    scene.camera.frame = never;
    const frame = link.frame().catch((error: unknown) => error);
    await pass(30);
    expect([link.state, scene.started.length]).toEqual(['ready', 1]);
    scene.last('camera')?.die();
    expect(await frame).toMatchObject({ code: 'camera-gone' });
  });

  it('a card that cannot be looked through does not keep the camera from being used', async () => {
    const { link, scene } = await openLink();
    scene.camera.reconcile = () => Promise.reject(new CodedError('camera-no-card'));
    await link.open();
    expect(link.state).toBe('ready');
  });
});
