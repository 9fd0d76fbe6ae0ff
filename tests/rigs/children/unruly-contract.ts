import { z } from 'zod';

const nothing = z.object({});

export const unrulyContract = {
  calls: {
    echo: {
      input: z.object({ bytes: z.instanceof(Uint8Array) }),
      output: z.object({ bytes: z.instanceof(Uint8Array), pid: z.number(), given: z.string(), leaked: z.string() }),
    },
    hang: { input: nothing, output: nothing },
    crash: { input: nothing, output: nothing },
    exit: { input: nothing, output: nothing },
    /** Ends, and leaves a process behind that holds all that it had open. */
    leaveHeir: { input: nothing, output: nothing },
    beBusy: { input: nothing, output: nothing },
  },
  events: {},
} as const;
