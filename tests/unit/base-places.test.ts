import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  defaultKeyFile,
  defaultRoomFile,
  defaultVaultDir,
  findRoot,
  preferencesFileBeside,
  resourcePath,
} from '../../electron/base/places.ts';

describe('places', () => {
  it('finds the resources above the checkout, the bundle and the packaged archive', () => {
    const root = mkdtempSync(join(tmpdir(), 'incidence-places-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    mkdirSync(join(root, 'resources', 'protocols'), { recursive: true });
    for (const inside of ['electron/cli/cli.ts', 'out/main/main.js', 'app.asar/out/main/main.js']) {
      expect(findRoot(join(root, inside))).toBe(root);
    }
    expect(resourcePath(root, 'guides', 'x.svg')).toBe(join(root, 'resources', 'guides', 'x.svg'));
  });

  it('says so where there are none', () => {
    const empty = mkdtempSync(join(tmpdir(), 'incidence-places-'));
    onTestFinished(() => rmSync(empty, { recursive: true }));
    expect(() => findRoot(empty)).toThrow('file-unreadable file=resources/protocols reason=missing');
  });

  it.each([
    ['linux', {}, '/home/a/.local/share/incidence/vault'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/incidence/vault'],
    ['darwin', {}, '/home/a/Library/Application Support/incidence/vault'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/incidence/vault'],
    ['win32', {}, '/home/a/AppData/Roaming/incidence/vault'],
  ])('puts the vault into the data folder of %s', (platform, env, expected) => {
    expect(defaultVaultDir({ platform, env, home: '/home/a' })).toBe(expected);
  });

  it.each([
    ['linux', {}, '/home/a/.config/incidence/station.key'],
    ['darwin', {}, '/home/a/Library/Application Support/incidence/station.key'],
    ['linux', { INCIDENCE_KEY_FILE: '/keys/room-4' }, '/keys/room-4'],
  ])(
    'keeps the vault’s key apart from it, in the configuration folder of %s, unless told otherwise',
    (platform, env, expected) => {
      expect(defaultKeyFile({ platform, env, home: '/home/a' })).toBe(expected);
    },
  );

  it.each([
    ['linux', {}, '/home/a/.config/incidence/room.json'],
    ['linux', { XDG_CONFIG_HOME: '/config' }, '/config/incidence/room.json'],
    ['darwin', {}, '/home/a/Library/Application Support/incidence/room.json'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/incidence/room.json'],
    ['linux', { INCIDENCE_ROOM_FILE: '/room-4.json' }, '/room-4.json'],
  ])('puts the room into the configuration folder of %s', (platform, env, expected) => {
    expect(defaultRoomFile({ platform, env, home: '/home/a' })).toBe(expected);
  });

  it.each([
    [{}, '/config/incidence/preferences.json'],
    [{ INCIDENCE_PREFERENCES_FILE: '/mine.json' }, '/mine.json'],
  ])('puts preferences beside the room', (env, expected) => {
    expect(preferencesFileBeside('/config/incidence/room.json', { env })).toBe(expected);
  });
});
