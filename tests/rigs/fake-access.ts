import { CodedError } from '../../electron/contract/errors.ts';
import { type OperatorView, rightsOf } from '../../electron/contract/operators.ts';
import type { Handlers } from '../../electron/contract/rpc.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import type { FakeState } from './fake-state.ts';

type AccessCalls = Extract<keyof Handlers<typeof studioContract>, `operator.${string}` | `department.${string}`>;

/** The password of everybody on a fake station, and the PIN. */
export const fakeSecrets = { password: 'correct horse', pin: '2468' } as const;

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
      if (!('who' in shown) || shown.password !== fakeSecrets.password) return refuse();
      const found = state.access.operators.find(({ id }) => id === shown.who);
      return found ? enter(found) : refuse();
    },
    'operator.unlock': (shown) => {
      const isRight =
        ('pin' in shown && shown.pin === fakeSecrets.pin) ||
        ('password' in shown && shown.password === fakeSecrets.password);
      return isRight && state.access.operator ? enter(state.access.operator) : refuse();
    },
    'operator.lock': () => {
      state.access = { ...state.access, state: 'locked', rights: [] };
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
