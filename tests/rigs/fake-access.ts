import { CodedError } from '../../electron/contract/errors.ts';
import { type OperatorView, type Role, rightsOf } from '../../electron/contract/operators.ts';
import type { Handlers } from '../../electron/contract/rpc.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import type { FakeState } from './fake-state.ts';

type AccessCalls = Extract<keyof Handlers<typeof studioContract>, `operator.${string}` | `department.${string}`>;

/** The password of everybody on a fake station, and the PIN; what a provider has given to Camille Roy. */
export const fakeSecrets = { password: 'correct horse', pin: '2468', token: 'eyJ.croy.sig' } as const;

const someone = (id: string, name: string, role: Role): OperatorView => {
  return { id, name, role, pin: role !== 'auditor', badge: role === 'orthoptist', disabled: false };
};

/** One of each kind that a station has, and one who has left. */
export const fakeOperators: readonly OperatorView[] = [
  someone('croy', 'Camille Roy', 'orthoptist'),
  someone('nmartin', 'Nadia Martin', 'photographer'),
  someone('plenoir', 'Paul Lenoir', 'department-head'),
  someone('sdupont', 'Sophie Dupont', 'auditor'),
  { ...someone('lfaure', 'Lise Faure', 'dentist'), disabled: true },
];

/** What the reader types for somebody's badge. */
export function badgeOf(id: string): string {
  return `04A1${id}`;
}

/** Nobody is at work on a station with operators. */
export function signOff(state: FakeState): void {
  const { pinUntil: _pinUntil, ...rest } = state.access;
  const operators = [...fakeOperators];
  state.access = { ...rest, state: 'signed-out', operator: null, rights: [], operators, charter: null };
}

/** Somebody is at work, with all that the role may do. */
export function signOn(state: FakeState, id: string): void {
  const found = fakeOperators.find((one) => one.id === id);
  if (!found) throw new Error(`nobody is called ${id}`);
  const { name, role } = found;
  signOff(state);
  state.access = { ...state.access, state: 'signed-in', operator: { id, name, role }, rights: [...rightsOf[role]] };
}

/** Comings and goings without anything behind them: who is in `state.access.operators` signs in with `fakeSecrets`. */
export function fakeAccess(state: FakeState, tell: () => void): Pick<Handlers<typeof studioContract>, AccessCalls> {
  const refuse = (): never => {
    throw new CodedError('sign-in-refused');
  };
  const enter = ({ id, name, role }: Pick<OperatorView, 'id' | 'name' | 'role'>): Record<string, never> => {
    const { pinUntil: _pinUntil, ...rest } = state.access;
    state.access = { ...rest, state: 'signed-in', operator: { id, name, role }, rights: [...rightsOf[role]] };
    tell();
    return {};
  };
  return {
    'operator.sign-in': (shown) => {
      if ('token' in shown ? shown.token !== fakeSecrets.token : shown.password !== fakeSecrets.password)
        return refuse();
      const who = 'token' in shown ? 'croy' : shown.who;
      const found = state.access.operators.find(({ id }) => id === who || badgeOf(id) === who);
      return found ? enter(found) : refuse();
    },
    'operator.unlock': (shown) => {
      const isRight =
        ('pin' in shown && shown.pin === fakeSecrets.pin) ||
        ('password' in shown && shown.password === fakeSecrets.password);
      return isRight && state.access.operator ? enter(state.access.operator) : refuse();
    },
    'operator.lock': () => {
      const { operator, operators } = state.access;
      const pinned = operators.find(({ id }) => id === operator?.id)?.pin;
      const pinUntil = new Date(Date.now() + 3_600_000).toISOString();
      state.access = { ...state.access, state: 'locked', rights: [], ...(pinned ? { pinUntil } : {}) };
      tell();
      return {};
    },
    'operator.sign-out': () => {
      state.access = { ...state.access, state: 'signed-out', operator: null, rights: [] };
      tell();
      return {};
    },
    'operator.active': () => ({}),
    'operator.sign-charter': () => {
      const { operator } = state.access;
      state.access = { ...state.access, charter: null };
      return operator ? enter(operator) : refuse();
    },
    'operator.save': ({ id, name, role, disabled = false, pin, badge }) => {
      const { operators } = state.access;
      const before = operators.find((one) => one.id === id);
      const has = (secret: string | undefined, had = false): boolean => (secret === undefined ? had : secret !== '');
      const saved = { id, name, role, disabled, pin: has(pin, before?.pin), badge: has(badge, before?.badge) };
      const next = before ? operators.map((one) => (one.id === id ? saved : one)) : [...operators, saved];
      state.access = { ...state.access, operators: next };
      if (operators.length === 0) state.access = { ...state.access, state: 'signed-out', rights: [] };
      tell();
      return {};
    },
    'operator.secrets': ({ password }) => (password === fakeSecrets.password ? {} : refuse()),
    'department.set': (change) => {
      state.department = { ...state.department, ...change };
      tell();
      return {};
    },
  };
}
