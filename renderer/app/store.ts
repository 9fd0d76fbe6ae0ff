import { create } from 'zustand';
import { CodedError, type ErrorInfo } from '../../electron/contract/errors.ts';
import type { WorklistItem } from '../../electron/contract/order.ts';
import type { Preferences } from '../../electron/contract/preferences.ts';
import type { Input, Output } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import type { Link } from '../client/connection.ts';
import { type Viewing, wholeField } from '../liveview/zoom.ts';
import { isAnonymous, isShut } from './gate.ts';
import { follow, type Place } from './navigation.ts';
import { beforehand, type Chosen, chosen } from './preferences.ts';

type Calls = (typeof studioContract)['calls'];
export type CallName = keyof Calls & string;

export type Panel = 'skip' | 'add' | 'discontinue' | 'correct';
type Undone = NonNullable<NonNullable<Snapshot['session']>['undo']>;
/** What a key has just done that the screen does not show by itself. */
export type Told = ({ kind: 'undone' } & Undone) | { kind: 'sounds' | 'timer' | 'acceptance' | 'text' | 'not-sent' };

/** A lens at its stop, or a body that focuses. */
export type FocusWord = 'near-stop' | 'far-stop' | 'focusing' | 'focused';

/** The studio's last snapshot, and the screen's own state beside it. */
export type PageState = {
  snapshot: Snapshot | null;
  link: Link | null;
  place: Place;
  /** How the operator likes the screen; read with `usePreferences`, changed with `prefer`. */
  preferences: Chosen;
  /** Preferences that the studio was asked to keep and has not yet answered for: they show already. */
  wish: Preferences | null;
  /** What the page itself magnifies, where the body does not. */
  magnified: Viewing;
  /** What the last turn of the focus came to, for as long as it is worth a word. */
  focusSays: FocusWord | null;
  help: boolean;
  /** What stands in place of the actions. */
  panel: Panel | null;
  enlarged: boolean;
  /** The try that is looked at instead of the last picture. */
  looked: string | null;
  /** Seconds that the self-timer has left; null while it does not run. */
  countdownS: number | null;
  /** The picture that is about to be accepted by itself, and in how many seconds. */
  accepting: { shot: string; inS: number } | null;
  told: Told | null;
  /** The session that was paused last: undone, it is on screen again. */
  paused: string | null;
  /** The interrupted session that was put off: it waits among those to resume, and nobody is asked again. */
  putOff: string | null;
  /** The expected patient whose form is open: something has to be completed before the session. */
  forItem: WorklistItem | null;
  /** Whoever is here works on simulated cameras first, and keeps the recovery key later. */
  recoveryPutOff: boolean;
  /** Why the last call of this page was refused, until the next one. */
  refused: ErrorInfo | null;
  /** Calls that are under way. */
  asking: readonly CallName[];
  /** How many shots there were when the last picture was asked for: one more and in review, it is made. */
  shotsBefore: number;
};

export const usePage = create<PageState>(() => ({
  snapshot: null,
  link: null,
  place: { screen: 'today' },
  help: false,
  panel: null,
  enlarged: false,
  looked: null,
  countdownS: null,
  accepting: null,
  told: null,
  paused: null,
  putOff: null,
  forItem: null,
  recoveryPutOff: false,
  magnified: wholeField,
  focusSays: null,
  refused: null,
  asking: [],
  shotsBefore: 0,
  preferences: chosen(beforehand, navigator.language),
  wish: null,
}));

/** What is left of the screen's own state when nobody is at work any more: nothing that speaks of a patient. */
const atRest = {
  ...{ help: false, panel: null, looked: null, enlarged: false, magnified: wholeField, focusSays: null },
  ...{ told: null, paused: null, putOff: null, forItem: null, refused: null },
} satisfies Partial<PageState>;

export function receive(snapshot: Snapshot): void {
  usePage.setState((page) => {
    const place = follow(page.place, page.snapshot, snapshot);
    const current = snapshot.session?.current;
    const sameShots = snapshot.session?.shots.length === page.snapshot?.session?.shots.length;
    const sameStep = current === page.snapshot?.session?.current;
    const magnified = place === page.place ? page.magnified : wholeField;
    const shut = isShut(snapshot);
    const opened = page.snapshot !== null && isAnonymous(page.snapshot) && !isAnonymous(snapshot);
    const wish = opened ? null : page.wish;
    const preferences = chosen(wish ?? snapshot.preferences, navigator.language);
    return {
      snapshot,
      place,
      preferences,
      wish,
      magnified,
      panel: sameStep ? page.panel : null,
      looked: sameShots ? page.looked : null,
      ...(shut && !(page.snapshot && isShut(page.snapshot)) ? atRest : {}),
      ...(page.snapshot?.access.state === snapshot.access.state ? {} : { refused: null }),
    };
  });
}

export function linked(link: Link): void {
  usePage.setState({ link });
}

export function lost(): void {
  usePage.setState({ link: null, asking: [] });
}

/** Shows nothing of what the studio has told, until it tells again. */
export function forget(): void {
  usePage.setState({ ...atRest, snapshot: null });
}

export function goTo(place: Place): void {
  usePage.setState({ place, panel: null, looked: null, enlarged: false, magnified: wholeField, focusSays: null });
}

/** Asks the studio. A refusal is shown as a sentence and answered with null; the snapshot tells what came of it. */
export async function ask<Name extends CallName>(
  name: Name,
  input: Input<typeof studioContract, Name>,
): Promise<Output<typeof studioContract, Name> | null> {
  const { link } = usePage.getState();
  if (!link) return null;
  // How the screen is liked changes nothing about what has been refused.
  usePage.setState(({ asking, refused }) => ({
    refused: name === 'preferences.set' ? refused : null,
    asking: [...asking, name],
  }));
  try {
    return await link.studio.call(name, input);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    usePage.setState({ refused: error.toInfo() });
    return null;
  } finally {
    usePage.setState(({ asking }) => ({ asking: asking.filter((other) => other !== name) }));
  }
}

/** As `ask`, for what nobody pressed a key for, or what is answered beside its own button: nothing else on screen changes. */
export async function inquire<Name extends CallName>(
  name: Name,
  input: Input<typeof studioContract, Name>,
): Promise<{ answer: Output<typeof studioContract, Name> } | { error: ErrorInfo } | null> {
  const { link } = usePage.getState();
  if (!link) return null;
  try {
    return { answer: await link.studio.call(name, input) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { error: error.toInfo() };
  }
}

/** What was told is read in this time; later it is in the way. */
const toldMs = 8000;
let untelling: ReturnType<typeof setTimeout> | undefined;

export function tell(told: Told | null): void {
  clearTimeout(untelling);
  usePage.setState({ told });
  if (told) untelling = setTimeout(() => usePage.setState({ told: null }), toldMs);
}

export function toggleHelp(): void {
  usePage.setState(({ help }) => ({ help: !help }));
}

export function toggleEnlarged(): void {
  usePage.setState(({ enlarged }) => ({ enlarged: !enlarged }));
}

export function showPanel(panel: Panel | null): void {
  usePage.setState({ panel });
}
