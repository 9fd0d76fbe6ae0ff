import { startHeartbeat } from '../base/heartbeat.ts';
import { processLog } from '../base/process-log.ts';
import { simulatorContract } from '../contract/devices.ts';
import { answer } from '../contract/rpc.ts';
import { createSimulatorService } from './simulator-service.ts';
import { createSubject } from './subject/subject.ts';

const log = processLog('simulator');
const service = createSimulatorService(createSubject, (error) => log.unexpected(error, 'camera'));
const wire = startHeartbeat({ beforeExit: service.stop });
answer(wire, simulatorContract, service.handlers, log.unexpected);
