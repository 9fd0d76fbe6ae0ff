import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CodedError } from '../contract/errors.ts';

/**
 * The folder that holds `resources/protocols`, searched upwards from `from` (a folder or a file): the checkout, the
 * bundle in `out/main`, or a packaged application's resources. Throws `file-unreadable`.
 */
export function findRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'resources', 'protocols'))) return folder;
    if (dirname(folder) === folder)
      throw new CodedError('file-unreadable', { file: 'resources/protocols', reason: 'missing' });
  }
}

/** A path inside `resources/`. */
export function resourcePath(root: string, ...segments: string[]): string {
  return join(root, 'resources', ...segments);
}

type System = { platform: string; env: Readonly<Record<string, string | undefined>>; home: string };

const thisSystem = (): System => ({ platform: process.platform, env: process.env, home: homedir() });

/** Where the vault lies unless told otherwise: the user's own data folder. */
export function defaultVaultDir(system: System = thisSystem()): string {
  return join(dataFolder(system), 'incidence', 'vault');
}

/** What this room has, in the user's configuration folder; `INCIDENCE_ROOM_FILE` names another file. */
export function defaultRoomFile(system: System = thisSystem()): string {
  return system.env.INCIDENCE_ROOM_FILE || join(configurationFolder(system), 'incidence', 'room.json');
}

/** How each operator likes the screen, beside the room; `INCIDENCE_PREFERENCES_FILE` names another file. */
export function preferencesFileBeside(roomFile: string, { env }: Pick<System, 'env'> = thisSystem()): string {
  return env.INCIDENCE_PREFERENCES_FILE || join(dirname(roomFile), 'preferences.json');
}

/** The station's key where no system keeps it, never inside a vault; `INCIDENCE_KEY_FILE` names another file. */
export function defaultKeyFile(system: System = thisSystem()): string {
  return system.env.INCIDENCE_KEY_FILE || join(configurationFolder(system), 'incidence', 'station.key');
}

function configurationFolder(system: System): string {
  if (system.platform === 'darwin' || system.platform === 'win32') return dataFolder(system);
  return system.env.XDG_CONFIG_HOME || join(system.home, '.config');
}

function dataFolder(system: System): string {
  const { platform, env, home } = system;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  return env.XDG_DATA_HOME || join(home, '.local', 'share');
}
