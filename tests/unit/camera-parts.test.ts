import { describe, expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import { isGone, isUnclear, toCodedError, toOpeningError } from '../../electron/devices/camera/faults.ts';
import { nextFrame } from '../../electron/devices/camera/live-view.ts';
import { isWholeJpeg, kindOf } from '../../electron/devices/camera/picture-bytes.ts';
import { formatAddress, portsOf } from '../../electron/devices/camera/ports.ts';
import { PriorityLane } from '../../electron/devices/camera/priority-lane.ts';
import { knownQuirks, parseQuirks, traitsOf } from '../../electron/devices/camera/quirks.ts';
import { parseBattery, parseShotsLeft } from '../../electron/devices/camera/status.ts';
import { eagerClock, gphotoFault, tinyJpeg } from '../rigs/fake-native-camera.ts';

describe('faults', () => {
  it.each([
    [-110, [], 'camera-busy'],
    [-7, [], 'camera-gone'],
    [-10, [], 'camera-gone'],
    [-34, [], 'camera-gone'],
    [-52, [], 'camera-gone'],
    [-53, [], 'camera-claimed'],
    [-60, [], 'camera-claimed'],
    [-3, [], 'camera-card-full'],
    [-115, [], 'camera-card-full'],
    [-105, [], 'camera-not-found'],
    [-6, [], 'camera-failed'],
    [-1, [], 'camera-failed'],
    [-1, ['PTP General Error'], 'camera-failed'],
    [-1, ['Out of Focus'], 'camera-focus-failed'],
    [-1, ['Canon EOS Auto-Focus failed, could not capture.'], 'camera-focus-failed'],
    [-1, ['Canon EOS Capture failed to release: Perhaps no focus?'], 'camera-focus-failed'],
    [-1, ['Canon EOS Capture failed to release: Perhaps no more memory on card?'], 'camera-card-full'],
    [-1, ['PTP Store Full'], 'camera-card-full'],
    [-1, ['PTP Store Not Available'], 'camera-no-card'],
    [-1, ['Liveview cannot start: Battery exhausted'], 'camera-battery-low'],
    [
      -1,
      ['Liveview cannot start: Recording destination card, but no card or card protected'],
      'camera-live-view-refused',
    ],
    [-1, ['Sorry, your Nikon camera does not support LiveView mode'], 'camera-live-view-refused'],
  ])('%i %j is %s', (gphotoCode, context, code) => {
    expect(toCodedError(gphotoFault(gphotoCode, ...context))).toMatchObject({ code });
  });

  it('are gone, unclear or neither', () => {
    const faults = [
      gphotoFault(-7),
      gphotoFault(-1),
      gphotoFault(-2),
      gphotoFault(-1, 'Out of Focus'),
      gphotoFault(-110),
    ];
    expect(faults.map(isGone)).toEqual([true, false, false, false, false]);
    expect(faults.map(isUnclear)).toEqual([false, true, true, false, false]);
  });

  it.each([
    [-7, 'camera-not-found'],
    [-1, 'camera-not-found'],
    [-105, 'camera-not-found'],
    [-53, 'camera-claimed'],
    [-110, 'camera-busy'],
  ])('%i while opening is %s', (gphotoCode, code) => {
    expect(toOpeningError(gphotoFault(gphotoCode), 'usb:001,004')).toMatchObject({ code });
  });

  it('leave foreign errors alone', () => {
    const error = new TypeError('x');
    expect(toCodedError(error)).toBe(error);
    expect(toOpeningError(error, '')).toBe(error);
  });
});

describe('priority lane', () => {
  it('does one thing at a time, the most urgent first, equals in order', async () => {
    const lane = new PriorityLane();
    const done: string[] = [];
    let inside = 0;
    const job = (name: string) => async () => {
      expect(++inside).toBe(1);
      await Promise.resolve();
      inside--;
      done.push(name);
    };
    await Promise.all([
      lane.run('preview', job('running')),
      lane.run('status', job('status')),
      lane.run('preview', job('preview 1')),
      lane.run('preview', job('preview 2')),
      lane.run('settings', job('settings')),
      lane.run('drain', job('drain')),
      lane.run('stop', job('stop')),
      lane.run('shutter', job('shutter')),
    ]);
    expect(done).toEqual(['running', 'shutter', 'stop', 'drain', 'settings', 'preview 1', 'preview 2', 'status']);
  });

  it('goes on after a failure, and rejects what waits when it is cleared', async () => {
    const lane = new PriorityLane();
    const failing = lane.run('status', () => Promise.reject(new Error('one')));
    const waiting = lane.run('status', async () => 'never');
    lane.clear(new Error('cleared'));
    await expect(failing).rejects.toThrow('one');
    await expect(waiting).rejects.toThrow('cleared');
    await expect(lane.run('status', async () => 'later')).resolves.toBe('later');
  });
});

describe('a live frame', () => {
  it('is tried again while previews are empty or cut', async () => {
    const given = [new Uint8Array(), Uint8Array.of(0xff, 0xd8, 0xff, 1), tinyJpeg(3)];
    expect(await nextFrame(eagerClock(), async () => given.shift() ?? new Uint8Array())).toEqual(tinyJpeg(3));
  });

  it('is given up as busy after a short while', async () => {
    const clock = eagerClock();
    await expect(nextFrame(clock, async () => new Uint8Array())).rejects.toMatchObject({ code: 'camera-busy' });
    expect(clock.elapsed()).toBeGreaterThan(1000);
    expect(clock.elapsed()).toBeLessThan(3000);
  });

  it('is given up at once when nobody wants it, or the body refuses', async () => {
    const signal = { aborted: true, addEventListener() {}, removeEventListener() {} };
    const preview = async () => new Uint8Array();
    await expect(nextFrame(eagerClock(), preview, signal)).rejects.toMatchObject({ code: 'aborted' });
    const refusing = () => Promise.reject(new CodedError('camera-live-view-refused'));
    await expect(nextFrame(eagerClock(), refusing)).rejects.toMatchObject({ code: 'camera-live-view-refused' });
  });
});

describe('picture bytes', () => {
  const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  it.each([
    ['jpeg', tinyJpeg(1)],
    ['raw', latin1('II*\0\x08\0\0\0')],
    ['raw', latin1('MM\0*\0\0\0\x08')],
    ['raw', latin1('IIU\0')],
    ['raw', latin1('\0\0\0\x18ftypcrx ')],
    ['raw', latin1('FUJIFILMCCD-RAW 0201')],
    ['other', latin1('\0\0\0\x18ftypheic')],
    ['other', new Uint8Array()],
  ])('%s', (kind, data) => expect(kindOf(data)).toBe(kind));

  it('are whole with both ends, also when padded', () => {
    const padded = new Uint8Array(3000);
    padded.set(tinyJpeg(1));
    const cut = new Uint8Array(9000).fill(7);
    cut.set(tinyJpeg(1));
    expect([tinyJpeg(1), padded, cut, tinyJpeg(1).subarray(0, 5), new Uint8Array()].map(isWholeJpeg)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a JPEG whose end is far from the end of the file', () => {
  const segment = (marker: number, ...body: number[]): number[] => [0xff, marker, 0, body.length + 2, ...body];
  const thumbnail = [0xff, 0xd8, 0xff, 0xd9];
  const picture = [
    ...[0xff, 0xd8, ...segment(0xe1, ...thumbnail), ...segment(0xda, 1, 1, 0)],
    ...[7, 0xff, 0, 7, 0xff, 0xd3, 7, 0xff, 0xff, ...segment(0xc4, 9), ...segment(0xda, 1, 1, 0), 7],
  ];
  const padding: number[] = new Array(9000).fill(0);

  it.each([
    ['is whole when only padding follows', [...picture, 0xff, 0xd9, ...padding], true],
    ['is cut when its compressed data go on', [...picture, ...padding], false],
    ['is cut in a segment', [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, ...thumbnail, ...padding], false],
  ])('%s', (_, bytes, whole) => expect(isWholeJpeg(Uint8Array.from(bytes))).toBe(whole));
});

describe('status', () => {
  it.each([
    ['80%', 80],
    ['100%', 100],
    ['0%', 0],
    ['Low', 10],
    ['broken', undefined],
    ['Unknown value', undefined],
    ['-1', undefined],
    ['300%', undefined],
    [undefined, undefined],
  ])('battery %s', (label, percent) => expect(parseBattery(label)).toBe(percent));
  it.each([
    ['1562', 1562],
    ['0', 0],
    ['-1', undefined],
    ['4294967295', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('shots left %s', (label, count) => expect(parseShotsLeft(label)).toBe(count));
});

describe('quirks', () => {
  it('hold for the bodies they name', () => {
    const known = knownQuirks();
    expect(traitsOf({ make: 'nikon', model: 'D750' }, known).shotGapMs).toBe(0);
    expect(traitsOf({ make: 'nikon', model: 'D780' }, known).shotGapMs).toBe(600);
    expect(traitsOf({ make: 'canon', model: 'Canon EOS 5DS R' }, known)).toMatchObject({
      shotGapMs: 5000,
      releaseDropsEvents: true,
    });
  });

  const entry = { id: 'a', match: {}, why: 'w', evidence: 'e', set: {} };
  it.each([
    ['an unknown key', { version: 1, quirks: [{ ...entry, more: 1 }] }, 'quirks.0'],
    ['an unknown trait', { version: 1, quirks: [{ ...entry, set: { speed: 1 } }] }, 'quirks.0.set'],
    ['a duplicate id', { version: 1, quirks: [entry, entry] }, 'quirks.1.id'],
    ['another version', { version: 2, quirks: [] }, 'version'],
    ['no evidence', { version: 1, quirks: [{ ...entry, evidence: '' }] }, 'quirks.0.evidence'],
  ])('stop the start with %s', (_, data, at) => {
    expect(() => parseQuirks(data)).toThrow(
      expect.objectContaining({ code: 'data-broken', params: expect.objectContaining({ at }) }),
    );
  });
});

describe('ports', () => {
  it.each([
    [{ kind: 'sim', model: 'nikon' } as const, 'sim:nikon'],
    [{ kind: 'usb', bus: 1, device: 4 } as const, 'usb:001,004'],
    [{ kind: 'ptpip', host: '127.0.0.1', port: 9, eventPort: 9 } as const, 'ptpip:127.0.0.1:9'],
    [{ kind: 'ptpip', host: '127.0.0.1', port: 9, eventPort: 8 } as const, 'ptpip:127.0.0.1:9:8'],
  ])('%j', (address, text) => expect(formatAddress(address)).toBe(text));

  const usb = { kind: 'usb', bus: 1, device: 4 } as const;
  const nikon = (port: string) => ({ model: 'Nikon DSC D750 (PTP mode)', port });
  it.each([
    ['the same again', undefined, [nikon('usb:001,004'), nikon('usb:001,009')], ['usb:001,004']],
    [
      'the only one of its model',
      undefined,
      [{ model: 'Canon EOS 5D', port: 'usb:001,004' }, nikon('usb:001,009')],
      ['usb:001,009'],
    ],
    ['none of several', undefined, [nikon('usb:001,008'), nikon('usb:001,009')], null],
    [
      'the one with its serial number, the likeliest first',
      '7',
      [nikon('usb:001,003'), nikon('usb:001,004'), nikon('usb:001,009')],
      ['usb:001,004', 'usb:001,003', 'usb:001,009'],
    ],
    ['none', '7', [], null],
  ])('a USB body that was replugged is %s', async (_, serial, detected, ports) => {
    const found = portsOf(usb, { model: 'D750', serial }, async () => detected);
    if (ports) expect(await found).toEqual(ports);
    else await expect(found).rejects.toMatchObject({ code: 'camera-not-found' });
  });
});
