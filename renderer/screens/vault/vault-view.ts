import type { Department, RetentionReason, RetentionView, VaultView } from '../../../electron/contract/department.ts';
import { department } from '../../../electron/contract/department.ts';
import type { Tone } from '../../app/status.ts';

/** Who keeps the station's key. All that is neither of our own two is the system's, by its name. */
export type KeyKeeper = 'key-file' | 'passphrase' | 'system';

export function keyKeeper({ backend }: Pick<VaultView, 'backend'>): KeyKeeper {
  return backend === 'key-file' || backend === 'passphrase' ? backend : 'system';
}

const tones: Readonly<Record<RetentionReason, Tone>> = {
  open: 'busy',
  'not-sent': 'advise',
  'not-confirmed': 'advise',
  held: 'good',
  kept: 'good',
  waiting: 'off',
  due: 'busy',
  gone: 'off',
};

export function retentionTone(why: RetentionReason): Tone {
  return tones[why];
}

/** What a purge would take now: what is due, and without a delay all that is confirmed. */
export function leaving(sessions: readonly RetentionView[], { originalsDays }: Department): RetentionView[] {
  return sessions.filter(({ why }) => why === 'due' || (originalsDays === null && why === 'kept'));
}

const order: readonly RetentionReason[] = ['due', 'kept', 'waiting', 'held', 'not-confirmed', 'not-sent', 'open'];

/** What is still here, what leaves first at the top. */
export function inOrder(sessions: readonly RetentionView[]): RetentionView[] {
  return sessions.filter(({ why }) => why !== 'gone').sort((a, b) => order.indexOf(a.why) - order.indexOf(b.why));
}

/** The rules as they are typed. `days` is only read where originals go by themselves. */
export type RulesForm = {
  byThemselves: boolean;
  days: string;
  purgeRejected: boolean;
  purgeRaw: boolean;
  auditMonths: string;
  idleMinutes: string;
  shiftHours: string;
};
export type RuleField = 'originalsDays' | 'auditMonths' | 'idleMinutes' | 'shiftHours';

/** What each rule may be, least and most. */
export const ruleRanges: Readonly<Record<RuleField, readonly [least: number, most: number]>> = {
  originalsDays: [0, 3650],
  auditMonths: [6, 240],
  idleMinutes: [1, 60],
  shiftHours: [1, 14],
};

export function rulesForm(rules: Department): RulesForm {
  return {
    byThemselves: rules.originalsDays !== null,
    days: String(rules.originalsDays ?? ''),
    purgeRejected: rules.purgeRejected,
    purgeRaw: rules.purgeRaw,
    auditMonths: String(rules.auditMonths),
    idleMinutes: String(rules.idleMinutes),
    shiftHours: String(rules.shiftHours),
  };
}

/** The rules that were typed, or the fields that hold none. */
export function readRules(form: RulesForm): { rules: Department } | { wrong: RuleField[] } {
  const number = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
  const read = department.safeParse({
    originalsDays: form.byThemselves ? number(form.days) : null,
    purgeRejected: form.purgeRejected,
    purgeRaw: form.purgeRaw,
    auditMonths: number(form.auditMonths),
    idleMinutes: number(form.idleMinutes),
    shiftHours: number(form.shiftHours),
  });
  if (read.success) return { rules: read.data };
  const wrong = new Set(read.error.issues.map(({ path }) => path[0]));
  return { wrong: ruleFields.filter((field) => wrong.has(field)) };
}

const ruleFields = Object.keys(ruleRanges) as RuleField[];
