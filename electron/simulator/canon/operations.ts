import { emptySlotId, storageId } from '../card.ts';
import { guards, type Handler, type Handlers } from '../handlers.ts';
import { objectOperations } from '../object-operations.ts';
import { ByteWriter } from '../ptp/bytes.ts';
import { operation, response } from '../ptp/codes.ts';
import { encodeStorageInfo } from '../ptp/datasets.ts';
import type { Answer } from '../responder.ts';
import { eosOperation, eosResponse, property } from './codes.ts';
import { deviceInfoEx } from './identity.ts';
import type { Parts } from './parts.ts';
import { standardProperties } from './standard-properties.ts';

const ok: Answer = { code: response.ok };

/** Everything that a host can ask within a session, but to end it. */
export function eosOperations(parts: Parts): Handlers {
  const { settings, properties, polling, memory, card, viewfinder, button } = parts;
  const { picturesLeft } = parts.releasing;
  const { notWhileBusy, inLiveView } = guards(parts, eosResponse.operationRefused);
  const standard = (code: number, answer: () => Answer): Answer =>
    standardProperties.some((one) => one.code === code) ? answer() : { code: response.devicePropNotSupported };

  function write(data: Uint8Array): Answer {
    const asked = settings.decode(data);
    if (!asked) return { code: response.invalidDevicePropFormat };
    const { code, value } = asked;
    const refused = code === property.evfOutput ? viewfinder.refuses(Number(value)) : null;
    if (refused !== null) return { code: refused };
    const answer = settings.write(code, value);
    if (code === property.evfOutput || code === property.evfMode) viewfinder.follow();
    return { code: answer };
  }

  function remoteMode(on: boolean): Answer {
    if (!on) viewfinder.stop();
    return ok;
  }

  function eventMode(on: boolean): Answer {
    if (on) polling.listen();
    else polling.stop();
    return ok;
  }

  function requestValue(code: number): Answer {
    if (!properties.codes.includes(code)) return { code: response.generalError };
    polling.tell(settings.tell(code));
    return ok;
  }

  function transferComplete(handle: number): Answer {
    if (!memory.get(handle)) return { code: response.invalidObjectHandle };
    memory.fetched(handle);
    return ok;
  }

  function storageIds(): Answer {
    const data = new ByteWriter().u32Array([card.present ? storageId : emptySlotId]).bytes();
    return { code: response.ok, data };
  }

  /** Without a card too: libgphoto2 asks before anything else and would give up. */
  function storageInfo(): Answer {
    const { capacityBytes, freeBytes, label } = card;
    const room = { capacityBytes: card.present ? capacityBytes : 0, freeBytes, freePictures: picturesLeft(), label };
    return { code: response.ok, data: encodeStorageInfo(room) };
  }

  const own: Handlers = new Map<number, Handler>([
    [operation.getDevicePropDesc, (parameter) => standard(parameter(0), () => properties.describe(parameter(0)))],
    [operation.getDevicePropValue, (parameter) => standard(parameter(0), () => properties.read(parameter(0)))],
    [
      operation.setDevicePropValue,
      (parameter, { data }) => standard(parameter(0), () => properties.write(parameter(0), data)),
    ],
    [eosOperation.getStorageIds, storageIds],
    [eosOperation.getStorageInfo, storageInfo],
    [eosOperation.getDeviceInfoEx, () => ({ code: response.ok, data: deviceInfoEx(properties.codes) })],
    [eosOperation.setRemoteMode, (parameter) => remoteMode(parameter(0) !== 0)],
    [eosOperation.setEventMode, (parameter) => eventMode(parameter(0) !== 0)],
    [eosOperation.getEvent, () => ({ code: response.ok, data: polling.take() })],
    [eosOperation.setDevicePropValueEx, notWhileBusy((_, { data }) => write(data))],
    [eosOperation.requestDevicePropValue, (parameter) => requestValue(parameter(0))],
    [eosOperation.transferComplete, (parameter) => transferComplete(parameter(0))],
    [eosOperation.pcHddCapacity, () => ok],
    [eosOperation.setUiLock, () => ok],
    [eosOperation.resetUiLock, () => ok],
    [eosOperation.keepDeviceOn, () => ok],
    [eosOperation.setRequestOlcInfoGroup, () => ok],
    [
      eosOperation.remoteReleaseOn,
      notWhileBusy((parameter) => ({ code: button.press(parameter(0), parameter(1) === 0) })),
    ],
    [eosOperation.remoteReleaseOff, (parameter) => ({ code: button.letGo(parameter(0)) })],
    [eosOperation.bulbStart, notWhileBusy(() => ({ code: button.startBulb() }))],
    [eosOperation.bulbEnd, () => ({ code: button.endBulb() })],
    [eosOperation.getViewfinderData, notWhileBusy(() => viewfinder.frame())],
    [eosOperation.doAf, notWhileBusy(() => ({ code: button.focus() }))],
    [eosOperation.afCancel, () => ok],
    [eosOperation.driveLens, inLiveView((parameter) => ({ code: button.drive(parameter(0)) }))],
    [eosOperation.zoom, inLiveView((parameter) => viewfinder.magnify(parameter(0)))],
    [eosOperation.zoomPosition, inLiveView((parameter) => viewfinder.move(parameter(0), parameter(1)))],
  ]);
  return new Map([...objectOperations(card, memory, picturesLeft), ...own]);
}
