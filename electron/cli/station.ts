import { type Assembly, assemble } from '../host/assemble.ts';
import type { VaultPlace } from '../host/deliveries.ts';
import { type Context, sayRecoveryKey } from './context.ts';

/** What a command says of the room that it works in; see `AssembleOptions`. */
export type RoomOptions = {
  camera?: string | readonly string[];
  trigger: string;
  store?: string | readonly string[];
  testStore?: boolean;
  operator?: string;
  pageFolder?: string;
};

/** Does `work` with a whole station, its devices not yet opened; closes it however that ends. */
export async function withStation(
  context: Context,
  place: VaultPlace,
  { camera, trigger, store, testStore, operator, pageFolder }: RoomOptions,
  work: (assembly: Assembly) => Promise<void>,
): Promise<void> {
  const assembly = await assemble({
    root: context.root,
    version: context.version,
    log: context.log,
    spawn: context.spawn,
    ...place,
    camera,
    trigger,
    store,
    testStore: testStore === true,
    ...(operator ? { operator } : {}),
    ...(pageFolder ? { pageFolder } : {}),
  });
  try {
    sayRecoveryKey(assembly.vault);
    await work(assembly);
  } finally {
    await assembly.close();
  }
}
