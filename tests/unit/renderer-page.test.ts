import { describe, expect, it } from 'vitest';
import { guideLevels } from '../../electron/contract/preferences.ts';
import { roomSettings } from '../../electron/contract/room.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { previousDelivery } from '../../renderer/app/delivery.ts';
import { interruptedSession } from '../../renderer/app/interrupted.ts';
import { actionsOf, type KeyPress } from '../../renderer/app/keys.ts';
import { follow, type Place } from '../../renderer/app/navigation.ts';
import { notices } from '../../renderer/app/notices.ts';
import { formOf, isSame, readForm } from '../../renderer/app/patient-form.ts';
import { after, beforehand, chosen } from '../../renderer/app/preferences.ts';
import { problemText } from '../../renderer/app/problem.ts';
import { knownPatient, proposedProtocol } from '../../renderer/app/proposal.ts';
import { settingRefusal } from '../../renderer/app/setting-refusal.ts';
import { statusPills, storeName } from '../../renderer/app/status.ts';
import { aStore } from '../rigs/hospital-data.ts';
import { aCamera, aSession, aSnapshot, aSummary, noConnections } from '../rigs/page-states.ts';

describe('where the page goes', () => {
  const today: Place = { screen: 'today' };
  const capture: Place = { screen: 'capture' };
  const series: Place = { screen: 'series', session: 'session-1' };
  const { access } = aSnapshot();
  const none = { access, session: null };
  const ready = { access, session: aSession() };
  const complete = { access, session: aSession({ phase: 'complete', current: null }) };
  const closing = { access, session: aSession({ phase: 'preparing', current: null }) };
  const closed = { access, session: aSession({ phase: 'closed', current: null }) };
  const locked = { access: { ...access, state: 'locked' as const }, session: null };
  const by = (id: string) => ({ operator: { id, name: id, role: 'photographer' as const } });
  const lockedBy = { ...locked, access: { ...locked.access, ...by('head') } };
  const another = { ...ready, access: { ...access, ...by('photographer') } };
  const signedOut = { access: { ...access, state: 'signed-out' as const }, session: null };

  it.each([
    ['to a session that was opened', today, none, ready, capture],
    ['to the session that was open before the page was', today, null, ready, capture],
    ['to the series of a session that was complete', today, none, complete, series],
    ['nowhere for a session that was closed before', today, null, closed, today],
    ['to the series that became complete', capture, ready, complete, series],
    ['back to the camera when a step is open again', series, complete, ready, capture],
    ['nowhere while a series is looked at before its end', series, ready, ready, series],
    ['nowhere when the series is closed', series, complete, closed, series],
    ['nowhere while the closing is written', series, complete, closing, series],
    ['away from a session that was left', capture, ready, none, today],
    ['nowhere when an older series is looked at', series, ready, none, series],
    ['nowhere when the station is locked', capture, ready, locked, capture],
    ['nowhere when it is unlocked', capture, locked, ready, capture],
    ['to the session that a new page finds behind the lock', today, locked, ready, capture],
    ['nowhere for a closed session behind the lock', today, locked, closed, today],
    ['to the series that has become complete behind the lock', capture, locked, complete, series],
    ['away from a session that has gone behind the lock', capture, locked, none, today],
    ['nowhere from the room when it is unlocked', { screen: 'room' }, locked, ready, { screen: 'room' }],
    ['to the session for somebody else who takes the station over', series, lockedBy, another, capture],
    [
      'to the beginning for them where there is none',
      { screen: 'audit' },
      lockedBy,
      { ...another, session: null },
      today,
    ],
    ['to its beginning when somebody signs out', series, ready, signedOut, today],
    ['to the session that the next operator finds', today, signedOut, ready, capture],
    ['nowhere from the deliveries', { screen: 'deliveries' }, none, none, { screen: 'deliveries' }],
  ] as const)('%s', (_, place, before, next, expected) => {
    expect(follow(place, before, next)).toEqual(expected);
  });
});

describe('the keys', () => {
  const press = (key: string, rest: Partial<KeyPress> = {}) =>
    actionsOf({
      key,
      repeat: false,
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      focus: 'page',
      ...rest,
    })[0] ?? null;

  it('ask once, however long they are held', () => {
    expect(press(' ')).toBe('take');
    expect(press(' ', { repeat: true })).toBeNull();
    expect(press('PageUp', { repeat: true })).toBe('farther');
  });

  it('mean the same in capitals, and nothing with a modifier', () => {
    expect(press('R')).toBe('retake');
    expect(press('r', { ctrlKey: true })).toBeNull();
    expect(press('R', { shiftKey: true })).toBe('retake');
  });

  it('mean something else with Shift only where that is theirs', () => {
    expect(press('g')).toBe('guide');
    expect(press('G')).toBe('guide');
    expect(press('G', { shiftKey: true })).toBe('guide-opacity');
  });

  it('leave text to text and Space and Enter to a focused button', () => {
    expect(press('s', { focus: 'text' })).toBeNull();
    expect(press('Escape', { focus: 'text' })).toBe('pause');
    expect(press(' ', { focus: 'control' })).toBeNull();
    expect(press('Enter', { focus: 'control' })).toBeNull();
    expect(press('r', { focus: 'control' })).toBe('retake');
    expect(press('ArrowDown', { focus: 'choice' })).toBeNull();
    expect(press('ArrowDown', { focus: 'control' })).toBe('down');
  });
});

describe('a session that was cut off', () => {
  const interrupted = { session: 'session-1', saved: 4 };

  it('is offered with what is saved of it, until it is put off', () => {
    const snapshot = aSnapshot({ interrupted, sessions: [aSummary()] });
    expect(interruptedSession({ putOff: null }, snapshot)).toMatchObject({ summary: { id: 'session-1' }, saved: 4 });
    expect(interruptedSession({ putOff: 'session-1' }, snapshot)).toBeNull();
  });

  it('is not offered where there is none, or nobody knows it', () => {
    expect(interruptedSession({ putOff: null }, aSnapshot({ sessions: [aSummary()] }))).toBeNull();
    expect(interruptedSession({ putOff: null }, aSnapshot({ interrupted }))).toBeNull();
  });
});

describe('what is proposed for a number', () => {
  const visit = (patientId: string, day: string, protocol: string) => {
    const { patient, protocol: usual } = aSummary();
    return {
      patient: { ...patient, patientId },
      openedAt: `${day}T09:00:00.000Z`,
      protocol: { ...usual, id: protocol },
    };
  };
  const sessions = [
    visit('1', '2026-03-01', 'ortho-15'),
    visit('1', '2026-03-04', 'growth-face'),
    visit('2', '2026-03-09', 'gaze-9'),
  ];
  const protocols = ['gaze-9', 'growth-face', 'ortho-15'].map((id) => ({ id }));

  it('is the identity of the last visit, for that whole number alone', () => {
    expect(knownPatient(sessions, ' 1 ')).toMatchObject({ visits: 2, last: { openedAt: '2026-03-04T09:00:00.000Z' } });
    expect(knownPatient(sessions, '11')).toBeNull();
    expect(knownPatient(sessions, '')).toBeNull();
  });

  it('is the protocol of the patient’s last visit, else of the last session here, else the only one', () => {
    expect(proposedProtocol(protocols, sessions, knownPatient(sessions, '1'))).toBe('growth-face');
    expect(proposedProtocol(protocols, sessions, null)).toBe('gaze-9');
    expect(proposedProtocol([{ id: 'lips' }], sessions, null)).toBe('lips');
    expect(proposedProtocol(protocols, [], null)).toBeNull();
  });

  it('fills the form as somebody would have typed it', () => {
    const { patient } = aSummary();
    const form = { ...formOf(patient), protocol: 'gaze-9' };
    expect(form).toMatchObject({ family: 'DUPRÉ', given: 'Zoé', birthDate: '04/05/2016' });
    expect(readForm(form, '2026-03-12')).toMatchObject({ patient });
    expect(isSame({ ...form, family: 'dupré ' }, patient)).toBe(true);
    expect(isSame({ ...form, birthDate: '05/05/2016' }, patient)).toBe(false);
  });
});

describe('the status', () => {
  it('says camera, light, store and card', () => {
    const snapshot = aSnapshot({
      camera: aCamera({ batteryPercent: 62, shotsLeft: 41 }),
    });
    expect(statusPills(snapshot, 'fr').map(({ tone, text }) => [tone, text])).toEqual([
      ['good', 'Nikon D750 · 62\u00a0%'],
      ['good', 'Lumière armée'],
      ['good', 'Dossier\u00a0: répond'],
      ['advise', 'Carte\u00a0: 41 vues'],
    ]);
  });

  it('says whether the light is armed, asleep or neither', () => {
    const light = (rest: Partial<Snapshot['trigger']>): unknown => {
      const trigger = { ...aSnapshot().trigger, armed: false, asleep: false, ...rest };
      const pill = statusPills(aSnapshot({ trigger }), 'en').find(({ id }) => id === 'light');
      return [pill?.tone, pill?.text];
    };
    expect(light({ armed: true })).toEqual(['good', 'Light armed']);
    expect(light({ asleep: true })).toEqual(['off', 'Light asleep; a press wakes it']);
    expect(light({})).toEqual(['good', 'Light ready']);
    expect(light({ armed: true, state: 'lost' })).toEqual(['block', 'Light lost']);
  });

  it('knows nothing of the card when the camera is gone', () => {
    const snapshot = aSnapshot({ camera: aCamera({ state: 'lost', address: 'ptpip:10.0.0.4', simulated: false }) });
    expect(statusPills(snapshot, 'en').map(({ id, tone }) => [id, tone])).toEqual([
      ['camera', 'block'],
      ['light', 'good'],
      ['store', 'good'],
    ]);
  });

  it('warns of a low battery and a full card, and says when there is no store', () => {
    const snapshot = aSnapshot({
      camera: aCamera({ batteryPercent: 12, shotsLeft: 0 }),
      store: { address: '', state: 'unknown' },
    });
    expect(statusPills(snapshot, 'en').map(({ tone }) => tone)).toEqual(['advise', 'good', 'off', 'block']);
    expect(statusPills(snapshot, 'en')[2]?.text).toBe('No store');
  });

  it.each([
    ['store-unreachable', 'PACS A: does not answer'],
    ['store-timeout', 'PACS A: does not answer'],
    ['store-unauthorised', 'PACS A: refuses'],
  ] as const)('tell a store that is silent from one that says no: %s', (code, text) => {
    const store = { address: 'dicom:A@pacs:104', state: 'failed', error: { code } } as const;
    expect(statusPills(aSnapshot({ store }), 'en').find(({ id }) => id === 'store')?.text).toBe(text);
  });

  it('names a store as its department does', () => {
    const archive = aStore();
    const connections = { ...noConnections, stores: [archive] };
    const snapshot = aSnapshot({ connections, store: { address: archive.address, state: 'ready' } });
    expect(statusPills(snapshot, 'en')[2]?.text).toBe('Archive de l’hôpital: answers');
  });

  it('names stores in a word', () => {
    expect(storeName('dicomweb:https://pacs.example/dicom-web', 'fr')).toBe('PACS pacs.example');
    expect(storeName('dicom:ARCHIVE@10.0.0.9:104', 'fr')).toBe('PACS ARCHIVE');
    expect(storeName('folder:/srv/pictures', 'en')).toBe('Folder');
  });
});

describe('what must be known now', () => {
  it('is nothing when all is well', () => {
    expect(notices(aSnapshot(), null, true, 'fr')).toEqual([]);
  });

  it('begins with the link, then the camera with its own error and the way on', () => {
    const camera = aCamera({ state: 'failed', error: { code: 'camera-gone' } });
    const list = notices(aSnapshot({ camera }), null, false, 'en');
    expect(list.map(({ id }) => id)).toEqual(['link', 'camera']);
    expect(list[1]).toMatchObject({ code: 'Code: camera-gone', remedy: { call: 'camera.reconnect' } });
    expect(list[1]?.says).toContain('Saved views are safe');
  });

  it('offers to ask a store that does not answer', () => {
    const [notice] = notices(aSnapshot({ store: { address: 'folder:/srv', state: 'failed' } }), null, true, 'en');
    expect(notice).toMatchObject({ id: 'store', tone: 'advise', remedy: { call: 'store.check' } });
  });

  it('says how much room is left on the disk, what is safe and what to do', () => {
    const [low] = notices(aSnapshot({ disk: { state: 'low', freeBytes: 9e9 } }), null, true, 'en');
    expect(low).toMatchObject({ id: 'disk', tone: 'advise' });
    expect(low?.says).toMatch(/room is left for 3 series \(148 views\).*All that is saved is safe; have room made/);
    const [full] = notices(aSnapshot({ disk: { state: 'full', freeBytes: 1e9 } }), null, true, 'fr');
    expect(full).toMatchObject({ id: 'disk', tone: 'block' });
    expect(full?.says).toContain('14 vues');
  });

  it('says that preferences were set aside while nobody is photographed', () => {
    const station = { version: '1', operator: 'A', setAside: 'preferences.json.broken' };
    const [notice] = notices(aSnapshot({ station }), null, true, 'en');
    expect(notice).toMatchObject({ id: 'preferences', tone: 'advise' });
    expect(notice?.says).toContain('preferences.json.broken');
  });

  it('says that nothing is sent where there is no store', () => {
    const [notice] = notices(aSnapshot({ store: { address: '', state: 'unknown' } }), null, true, 'en');
    expect(notice?.says).toContain('nothing is sent');
  });

  it('asks nothing of the operator while the studio mends it', () => {
    const camera = aCamera({ state: 'recovering' });
    const [notice] = notices(aSnapshot({ camera }), null, true, 'fr');
    expect(notice).toMatchObject({ tone: 'busy' });
    expect(notice?.remedy).toBeUndefined();
  });

  it('says a refusal once: the page’s own before the session’s, neither if a device already does', () => {
    const session = aSession({ problem: { code: 'camera-gone' } });
    expect(notices(aSnapshot({ session }), { code: 'not-now' }, true, 'en').map(({ code }) => code)).toEqual([
      'Code: not-now',
    ]);
    const camera = aCamera({ state: 'lost', error: { code: 'camera-gone' } });
    expect(notices(aSnapshot({ session, camera }), null, true, 'en').map(({ id }) => id)).toEqual(['camera']);
  });

  it('says of a lost camera what the studio does about it, and of a claimed one who holds it', () => {
    const lost = aCamera({ state: 'lost', error: { code: 'camera-not-found', params: { address: 'ptpip:10.0.0.4' } } });
    expect(notices(aSnapshot({ camera: lost }), null, true, 'en')[0]?.says).toContain('The studio looks for it');
    const claimed = aCamera({ state: 'lost', error: { code: 'camera-claimed', params: { holder: 'gvfsd-gphoto2' } } });
    const [notice] = notices(aSnapshot({ camera: claimed }), null, true, 'fr');
    expect(notice?.says).toContain('«\u202fgvfsd-gphoto2\u202f» tient l’appareil photo');
    expect(notice?.remedy?.call).toBe('camera.free');
    const unknown = aCamera({ state: 'lost', error: { code: 'camera-claimed' } });
    expect(notices(aSnapshot({ camera: unknown }), null, true, 'en')[0]?.says).toContain('Another program holds');
  });

  it('says that a picture is late, unless its download shows how it gets on', () => {
    const late = aCamera({ state: 'busy', late: true });
    expect(notices(aSnapshot({ camera: late }), null, true, 'en')[0]).toMatchObject({ id: 'camera', tone: 'busy' });
    expect(notices(aSnapshot({ camera: { ...late, progress: 0.5 } }), null, true, 'en')).toEqual([]);
  });

  it('counts what belongs to nobody, and names what is wrong with the card', () => {
    const camera = aCamera({ card: 'unusable', batteryPercent: 9, strays: 1 });
    const list = notices(aSnapshot({ camera }), null, true, 'en');
    expect(list.map(({ id, tone }) => [id, tone])).toEqual([
      ['card', 'block'],
      ['battery', 'advise'],
      ['strays', 'advise'],
    ]);
    expect(list[2]?.says).toMatch(/^1 picture /);
    // The button of a camera that is not shown may have been pressed as well.
    const room = {
      cameras: [camera, aCamera({ role: 'intra-oral', strays: 2 })],
      roles: [],
      settings: roomSettings.parse({}),
    };
    expect(notices(aSnapshot({ camera, room }), null, true, 'en')[2]?.says).toMatch(/^3 pictures /);
  });

  it('shows the reference that support needs', () => {
    expect(problemText({ code: 'internal', reference: '7f3a' }, 'fr').code).toBe(
      'Code\u00a0: internal · référence 7f3a',
    );
  });
});

describe('a refused setting', () => {
  const refused = (params: Record<string, string | number>) => ({ code: 'camera-setting-refused' as const, params });

  it('is said with what was asked, what stands and what to turn, as photographers write it', () => {
    const problem = refused({ setting: 'aperture', asked: 11, got: 8, outcome: 'clamped' });
    expect(settingRefusal(problem, 'fr')).toMatchObject({
      setting: 'Ouverture',
      asked: 'demandé f/11',
      got: 'l’appareil garde f/8',
    });
    expect(settingRefusal(problem, 'fr')?.turn).toContain('jusqu’à f/11');
    expect(problemText(problem, 'en').says).toContain('Aperture: f/11 asked, f/8 kept');
  });

  it('is said in words where the values are words, and where the body says nothing', () => {
    const mode = settingRefusal(
      refused({ setting: 'program', asked: 'manual', got: 'auto', outcome: 'read-only' }),
      'en',
    );
    expect(mode).toMatchObject({ asked: 'asked manual (M)', got: 'the camera keeps automatic' });
    const kelvin = settingRefusal(refused({ setting: 'kelvin', asked: 5200, got: '–', outcome: 'missing' }), 'fr');
    expect(kelvin).toMatchObject({ asked: 'demandé 5\u202f200\u00a0K', got: 'l’appareil n’a pas ce réglage' });
    const unread = settingRefusal(refused({ setting: 'compensationEv', asked: 0, got: '–', outcome: 'clamped' }), 'fr');
    expect(unread).toMatchObject({ asked: 'demandé 0\u00a0IL', got: 'l’appareil n’en dit rien' });
  });

  it('is no other problem, and no key that has no name here', () => {
    expect(settingRefusal({ code: 'camera-busy' }, 'fr')).toBeNull();
    expect(settingRefusal(refused({ setting: 'd01e', asked: 1, got: 2 }), 'fr')).toBeNull();
  });
});

describe('the previous delivery', () => {
  const delivery = (id: string, session: string, state: 'sending' | 'confirmed', updatedAt: string) => ({
    id,
    session,
    series: '1',
    store: 'folder:/srv',
    state,
    attempts: 1,
    confirmed: 0,
    of: 9,
    pictures: [],
    updatedAt,
  });

  it('is one that is not done, else the latest; never this session’s', () => {
    const old = delivery('1', 'x', 'sending', '2026-03-12T09:00:00Z');
    const done = delivery('2', 'y', 'confirmed', '2026-03-12T10:00:00Z');
    const own = delivery('3', 'session-1', 'sending', '2026-03-12T11:00:00Z');
    expect(previousDelivery([old, done, own], 'session-1')?.id).toBe('1');
    expect(previousDelivery([done, own], 'session-1')?.id).toBe('2');
    expect(previousDelivery([own], 'session-1')).toBeNull();
  });
});

describe('the preferences', () => {
  it('are somebody’s language, else the browser’s, else French', () => {
    expect(chosen(beforehand, 'de-CH')).toMatchObject({ language: 'fr', theme: 'dark' });
    expect(chosen(beforehand, 'en-GB').language).toBe('en');
    expect(chosen({ ...beforehand, language: 'fr' }, 'en-GB').language).toBe('fr');
  });

  it('go round', () => {
    expect(guideLevels.map((level) => after(guideLevels, level))).toEqual(['essential', 'off', 'all']);
  });
});
