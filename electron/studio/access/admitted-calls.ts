import type { Handlers } from '../../contract/rpc.ts';
import type { studioContract } from '../../contract/studio.ts';
import type { Access } from './access.ts';
import { callRights, configuring, type StudioCall } from './call-rights.ts';

const longestAbout = 80;

type StudioHandlers = Handlers<typeof studioContract>;

/** The same calls for whoever may make them; the others throw what `Access.demand` does. Whatever a page shows or hides. */
export function admittedCalls(
  handlers: StudioHandlers,
  access: Pick<Access, 'admit' | 'noteConfigured'>,
): StudioHandlers {
  const names = Object.keys(callRights) as StudioCall[];
  const admitted = names.map((name) => {
    const run = handlers[name] as (input: object, signal: never) => unknown;
    return [
      name,
      async (input: object, signal: never) => {
        await access.admit(name, callRights[name]);
        const output = await run(input, signal);
        if (configuring.has(name))
          await access.noteConfigured([name, ...Object.keys(input)].join('/').slice(0, longestAbout));
        return output;
      },
    ];
  });
  return Object.fromEntries(admitted) as StudioHandlers;
}
