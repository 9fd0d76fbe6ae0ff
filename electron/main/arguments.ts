import { parseArgs } from 'node:util';

export type ShellArguments = {
  /** `ADDRESS` or `ROLE=ADDRESS`, for this run only. Absent, the room's own cameras are used. */
  camera: readonly string[] | undefined;
  trigger: string;
  /** Absent, see `AssembleOptions`. The vault lies in the user's own data folder. */
  store: string | undefined;
  vault: string | undefined;
  /** The vault's key in a file, as the command line keeps it. Absent, the system keeps it or a passphrase. */
  keyFile: string | undefined;
  testStore: boolean;
};

/**
 * The same options as `serve` takes. What Chromium, Electron and the system add to the command line is passed over.
 */
export function readArguments(argv: readonly string[]): ShellArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      camera: { type: 'string', multiple: true },
      trigger: { type: 'string' },
      store: { type: 'string' },
      vault: { type: 'string' },
      'key-file': { type: 'string' },
      'test-store': { type: 'boolean' },
    },
  });
  const text = (value: string | boolean | undefined): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  const cameras = (values.camera ?? []).flatMap((camera) => text(camera) ?? []);
  return {
    camera: cameras.length > 0 ? cameras : undefined,
    trigger: text(values.trigger) ?? 'none',
    store: text(values.store),
    vault: text(values.vault),
    keyFile: text(values['key-file']),
    testStore: values['test-store'] === true,
  };
}
