import { SerialPort } from 'serialport';
import { systemClock } from '../../base/clock.ts';
import { startHeartbeat } from '../../base/heartbeat.ts';
import { processLog } from '../../base/process-log.ts';
import { triggerContract } from '../../contract/devices.ts';
import { answer } from '../../contract/rpc.ts';
import { createSimulatedPort } from '../../simulator/trigger/simulated-port.ts';
import { createTriggerDevice } from './trigger-device.ts';

const log = processLog('trigger');
const device = createTriggerDevice({
  clock: systemClock,
  createPort: (target, { engine, baudRate }) =>
    target.kind === 'serial'
      ? new SerialPort({ path: target.path, baudRate, autoOpen: false })
      : createSimulatedPort({ engine, baudRate, controlPorts: target.controlPorts, clock: systemClock }),
  onFault: (code) => server.emit('fault', { code }),
  onGone: (detail) => server.emit('gone', { detail }),
});
const wire = startHeartbeat({ beforeExit: device.shutDown });
const server = answer(wire, triggerContract, device.handlers, log.unexpected);
