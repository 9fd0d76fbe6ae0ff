import type { Property } from '../ptp/property.ts';

/** What a D750 tells of its autofocus and lets be set of it: codes, types and choices of the real body. */
export const focusProperties: readonly Property[] = [
  {
    code: 0x500a,
    name: 'FocusMode',
    type: 'u16',
    writable: false,
    value: 32784,
    form: { values: [1, 32784, 32785, 32786, 32787] },
  },
  {
    code: 0x501c,
    name: 'FocusMeteringMode',
    type: 'u16',
    writable: true,
    value: 32784,
    form: { values: [2, 32784, 32785, 32786, 32787, 32788, 32789] },
  },
  { code: 0xd048, name: 'AfcPriority', type: 'u8', writable: true, value: 0, form: { min: 0, max: 1, step: 1 } },
  { code: 0xd049, name: 'AfsPriority', type: 'u8', writable: true, value: 0, form: { min: 0, max: 1, step: 1 } },
  { code: 0xd04f, name: 'FocusAreaWrap', type: 'u8', writable: true, value: 0, form: { min: 0, max: 1, step: 1 } },
  { code: 0xd051, name: 'AfLockOn', type: 'u8', writable: true, value: 2, form: { min: 0, max: 5, step: 1 } },
  { code: 0xd05d, name: 'LiveViewAfMode', type: 'u8', writable: true, value: 1, form: { min: 0, max: 3, step: 1 } },
  { code: 0xd061, name: 'LiveViewAfFocus', type: 'u8', writable: true, value: 0, form: { values: [0, 2, 3, 4] } },
  { code: 0xd108, name: 'AutofocusArea', type: 'u8', writable: true, value: 0, form: { min: 0, max: 51, step: 1 } },
  { code: 0xd161, name: 'AutofocusMode', type: 'u8', writable: true, value: 0, form: { min: 0, max: 4, step: 1 } },
  { code: 0xd163, name: 'AfAssist', type: 'u8', writable: true, value: 0, form: { min: 0, max: 1, step: 1 } },
];
