import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { operation } from './ptp/codes.ts';
import type { Interference, PtpIpServer } from './ptpip-server.ts';
import type { VirtualBody } from './virtual-body.ts';

const milliseconds = z.number().int().min(0).max(600_000);

/** Every fault that can be played, by name. `README.md` tells what each does. */
export const fault = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('drop-in-download'), afterBytes: z.number().int().nonnegative() }),
  z.strictObject({ name: z.literal('stall'), ms: milliseconds, operation: z.number().int().optional() }),
  z.strictObject({ name: z.literal('busy'), ms: milliseconds }),
  z.strictObject({ name: z.literal('off') }),
  z.strictObject({ name: z.literal('on') }),
  z.strictObject({
    name: z.literal('clamp'),
    /** Four hexadecimal digits, as gphoto2 names raw properties: `5007`. */
    property: z.string().regex(/^[0-9a-fA-F]{4}$/),
    value: z.union([z.number().int(), z.string()]),
  }),
  /** Ends whatever was played before and has not yet happened. */
  z.strictObject({ name: z.literal('none') }),
]);
export type Fault = z.infer<typeof fault>;
type Named<Name extends Fault['name']> = Extract<Fault, { name: Name }>;

export type Faults = {
  readonly interference: Interference;
  play(fault: Fault): Promise<void>;
  /** Lets go whatever is held back. */
  close(): void;
};

/** `server` is looked up late: it takes `interference` to start one. */
export function createFaults(clock: Clock, body: VirtualBody, server: () => PtpIpServer): Faults {
  let dropAfterBytes: number | null = null;
  let stall: Named<'stall'> | null = null;
  let endStall = (): void => {};

  const table: { [Name in Fault['name']]: (asked: Named<Name>) => void | Promise<void> } = {
    'drop-in-download': ({ afterBytes }) => {
      dropAfterBytes = afterBytes;
    },
    stall: (asked) => {
      stall = asked;
    },
    busy: ({ ms }) => body.busyFor(ms),
    off: () => server().refuse(),
    on: () => server().listen(),
    clamp: ({ property, value }) => body.properties.clamp(Number.parseInt(property, 16), value),
    none: async () => {
      dropAfterBytes = null;
      stall = null;
      endStall();
      body.properties.unclamp();
      await server().listen();
    },
  };

  return {
    interference: {
      async beforeAnswer({ code }) {
        if (!stall || (stall.operation ?? code) !== code) return;
        const { ms } = stall;
        stall = null;
        await new Promise<void>((resolve) => {
          const cancel = clock.setTimeout(resolve, ms);
          endStall = () => {
            cancel();
            resolve();
          };
        });
      },
      cutAfterBytes({ code }, { data }) {
        const isDownload = code === operation.getObject || code === operation.getPartialObject;
        if (dropAfterBytes === null || !isDownload || !data) return null;
        if (data.byteLength <= dropAfterBytes) {
          dropAfterBytes -= data.byteLength;
          return null;
        }
        const cut = dropAfterBytes;
        dropAfterBytes = null;
        return cut;
      },
    },
    async play(asked) {
      const act = table[asked.name] as (asked: Fault) => void | Promise<void>;
      await act(asked);
    },
    close: () => endStall(),
  };
}
