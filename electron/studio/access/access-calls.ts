import type { Handlers } from '../../contract/rpc.ts';
import type { studioContract } from '../../contract/studio.ts';
import type { DepartmentRules } from '../department-rules.ts';
import type { Access } from './access.ts';

type AccessCalls = Extract<keyof Handlers<typeof studioContract>, `operator.${string}` | `department.${string}`>;

const after = async (work: Promise<void>): Promise<Record<string, never>> => {
  await work;
  return {};
};

/** Who comes, goes and may work here, and by which rules. */
export function accessCalls(
  access: Access,
  department: DepartmentRules,
): Pick<Handlers<typeof studioContract>, AccessCalls> {
  return {
    'operator.sign-in': (shown) => after(access.signIn(shown)),
    'operator.unlock': (shown) => after(access.unlock(shown)),
    'operator.lock': () => after(access.lock()),
    'operator.sign-out': () => after(access.signOut()),
    'operator.active': () => ({}),
    'operator.sign-charter': ({ version }) => after(access.signCharter(version)),
    'operator.save': (change) => after(access.saveOperator(change)),
    'operator.secrets': (change) => after(access.changeSecrets(change)),
    'department.set': (change) => after(department.set(change)),
  };
}
