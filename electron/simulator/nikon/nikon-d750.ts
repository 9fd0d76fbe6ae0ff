import { createBody } from '../body.ts';
import type { BodyOptions, VirtualBody } from '../virtual-body.ts';
import { nikonOperation, property } from './codes.ts';
import { encodeD750Info } from './device-info.ts';
import { nikonOperations } from './operations.ts';
import { createParts } from './parts.ts';

/** A Nikon D750 with a macro lens, as stock libgphoto2 meets it over PTP/IP. Events are polled, as on the body. */
export function createNikonD750(options: BodyOptions): VirtualBody {
  const parts = createParts(options);
  const { properties, announcements, readiness } = parts;
  return createBody(parts, {
    name: 'D750',
    guidPrefix: 'D750',
    serial: options.serial,
    liveFrameOperation: nikonOperation.getLiveViewImage,
    deviceInfo: (operations) => encodeD750Info(options.serial, operations, properties.codes),
    handlers: nikonOperations(parts),
    opened: () => announcements.clear(),
    closed: () => announcements.clear(),
    turn: (code, value) => properties.turn(code, value),
    setBattery: (percent) => properties.set(property.batteryLevel, percent),
    press: () => parts.release('card', 'hand'),
    restarted() {
      parts.forgetSession();
      readiness.begin();
    },
  });
}
