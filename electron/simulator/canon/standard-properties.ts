import type { Property } from '../ptp/property.ts';

/** The few properties of which an EOS speaks PTP's own way. Everything else comes in records. */
export const standardProperties: readonly Property[] = [
  { code: 0xd402, name: 'DeviceName', type: 'string', writable: false, value: 'Canon EOS 5D Mark III' },
  { code: 0xd407, name: 'DeviceType', type: 'u32', writable: false, value: 1 },
  { code: 0xd406, name: 'InitiatorVersion', type: 'string', writable: true, value: 'Unknown Initiator' },
  { code: 0xd303, name: 'UseDeviceStage', type: 'u8', writable: false, value: 1 },
  {
    code: 0x5001,
    name: 'BatteryLevel',
    type: 'u8',
    writable: false,
    value: 100,
    form: { values: [100, 75, 50, 25, 0] },
  },
];
