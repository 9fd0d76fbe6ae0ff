import type { Handlers } from '../../contract/rpc.ts';
import type { studioContract } from '../../contract/studio.ts';
import type { Access } from './access.ts';
import { callRights, configuring, type StudioCall } from './call-rights.ts';

const longestAbout = 80;

type StudioHandlers = Handlers<typeof studioContract>;

/** The same calls for whoever may make them; the others throw what `Access.demand` does. Whatever a page shows or hides. */
export function admittedCalls(handlers: StudioHandlers, access: Pick<Access, 'admit' | 'configure'>): StudioHandlers {
  const names = Object.keys(callRights) as StudioCall[];
  const admitted = names.map((name) => {
    const run = handlers[name] as (input: object, signal: never) => unknown;
    return [
      name,
      async (input: object, signal: never) => {
        await access.admit(name, callRights[name]);
        if (!configuring.has(name)) return await run(input, signal);
        const what = [name, ...Object.keys(input)].join('/').slice(0, longestAbout);
        return await access.configure(what, () => run(input, signal));
      },
    ];
  });
  return Object.fromEntries(admitted) as StudioHandlers;
}
