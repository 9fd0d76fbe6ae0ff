import { createBody } from '../body.ts';
import type { BodyOptions, VirtualBody } from '../virtual-body.ts';
import { manualFocus } from './button.ts';
import { eosOperation, property, toCard } from './codes.ts';
import { deviceInfo, model } from './identity.ts';
import { eosOperations } from './operations.ts';
import { createParts } from './parts.ts';

/** A Canon EOS 5D Mark III with a macro lens, as stock libgphoto2 meets it over PTP/IP. Events are polled, as on the body. */
export function createEos5dMarkIii(options: BodyOptions): VirtualBody {
  const parts = createParts(options);
  const { properties, polling, memory, viewfinder } = parts;
  return createBody(parts, {
    name: model,
    guidPrefix: 'EOS5D',
    serial: options.serial,
    liveFrameOperation: eosOperation.getViewfinderData,
    deviceInfo: (operations) => deviceInfo(options.serial, operations),
    handlers: eosOperations(parts),
    opened() {
      // Pictures that waited for another host are lost with it.
      memory.clear();
    },
    closed() {
      polling.stop();
      properties.set(property.captureDestination, toCard);
    },
    turn(code, value) {
      // The lens's own switch: the body has no such choice.
      if (code === property.focusMode && value === manualFocus) properties.set(code, value);
      else properties.turn(code, value);
      viewfinder.follow();
    },
    setBattery: parts.setBattery,
    press: () => parts.release('hand'),
    restarted() {},
  });
}
