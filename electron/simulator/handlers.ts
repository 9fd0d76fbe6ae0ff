import { response } from './ptp/codes.ts';
import type { Answer, Operation } from './responder.ts';

/** How one operation is answered. Parameters that were not sent read as 0. */
export type Handler = (parameter: (index: number) => number, operation: Operation) => Answer | Promise<Answer>;
export type Handlers = ReadonlyMap<number, Handler>;

type Guard = (handler: Handler) => Handler;

/** Refuses what cannot be answered now. `notInLiveView` is the code that a make has for what needs live view. */
export function guards(
  body: { isBusy(): boolean; readonly viewfinder: { readonly on: boolean } },
  notInLiveView: number,
): { notWhileBusy: Guard; inLiveView: Guard } {
  const notWhileBusy: Guard = (handler) => (parameter, asked) =>
    body.isBusy() ? { code: response.deviceBusy } : handler(parameter, asked);
  const inLiveView: Guard = (handler) => (parameter, asked) =>
    body.viewfinder.on ? notWhileBusy(handler)(parameter, asked) : { code: notInLiveView };
  return { notWhileBusy, inLiveView };
}
