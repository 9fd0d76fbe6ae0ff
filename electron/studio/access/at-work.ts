import type { Role } from '../../contract/operators.ts';

/** Who is answerable for what is done now, as journals have it. */
export type AtWork = { operator: string; operatorName?: string; operatorRole?: Role };
