import type { LightingProfile } from '../../contract/lighting.ts';
import type { OpenEngine } from './engine.ts';
import { openLinePulse } from './line-pulse.ts';
import { openStudioTrigger } from './studio-trigger.ts';

/** The code behind each `engine` that a profile may name. */
export const engines: Readonly<Record<LightingProfile['engine'], OpenEngine>> = {
  'studio-trigger/1': openStudioTrigger,
  'line-pulse': openLinePulse,
};
