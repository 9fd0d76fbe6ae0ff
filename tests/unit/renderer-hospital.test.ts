import { describe, expect, it } from 'vitest';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import { deliveriesOf, sentOf, standingOf, viewsOf } from '../../renderer/app/delivery.ts';
import { pressOf } from '../../renderer/app/opening.ts';
import { proofsOf } from '../../renderer/app/proof.ts';
import { moved } from '../../renderer/screens/connections/moved.ts';
import { readStore, storeForm, withoutStore } from '../../renderer/screens/connections/store-form.ts';
import { tlsChange, tlsForm } from '../../renderer/screens/connections/tls-form.ts';
import {
  correctedPatient,
  gone,
  orderOf,
  ordersFor,
  standingChoice,
  takesOthers,
  usualOrder,
} from '../../renderer/screens/series/correction.ts';
import { encounterOf } from '../../renderer/screens/today/stay.ts';
import { listStanding } from '../../renderer/screens/today/worklist-view.ts';
import { aDelivery, anItem, aStore, teaching } from '../rigs/hospital-data.ts';

describe('uploads of one series', () => {
  const archive = aDelivery({ id: 'a', session: 's', confirmed: 9, purpose: 'archive' });
  const second = aDelivery({ id: 'b', session: 's', confirmed: 3, stored: 2, purpose: 'archive' });
  const copy = aDelivery({ id: 'c', session: 's', state: 'parked', purpose: 'copy' });
  const old = aDelivery({ id: 'o', session: 's', state: 'withdrawn' });
  const all: DeliveryView[] = [old, copy, archive, second, aDelivery({ id: 'x', session: 'other' })];

  it('stand archives first, then copies, then what was withdrawn', () => {
    expect(deliveriesOf(all, 's').map(({ id }) => id)).toEqual(['a', 'b', 'c', 'o']);
  });

  it('come to what the archive that is furthest behind has: a copy and what was withdrawn count for nothing', () => {
    expect(standingOf(all, 's')).toBe('sending');
    expect(standingOf([archive, copy, old], 's')).toBe('confirmed');
    expect(standingOf([copy], 's')).toBeNull();
    expect(sentOf(all, 's', 's0')).toBe('confirmed');
    expect(sentOf(all, 's', 's4')).toBe('stored');
    expect(sentOf(all, 's', 's8')).toBe('waiting');
    expect(sentOf([copy, old], 's', 's0')).toBeNull();
  });

  it('are counted by views, with what goes with them beside it', () => {
    const objects = [...archive.pictures, { kind: 'key-objects' as const, state: 'waiting' as const }];
    expect(viewsOf({ ...archive, pictures: objects, confirmed: 9, of: 10 })).toEqual({
      confirmed: 9,
      of: 9,
      others: 1,
    });
    expect(viewsOf({ pictures: [{ kind: 'rejection', state: 'confirmed' }], confirmed: 1, of: 1 })).toMatchObject({
      of: 1,
    });
  });

  it('are proven by whom and how, with the last time of each', () => {
    const at = (minute: number): string => `2026-11-22T08:0${minute}:00.000Z`;
    const proof = (how: 'commitment' | 'read-back', minute: number) => {
      return { state: 'confirmed' as const, confirmation: { at: at(minute), how, peer: 'PACS' } };
    };
    expect(proofsOf({ pictures: [proof('commitment', 3), proof('read-back', 1), proof('commitment', 2)] })).toEqual([
      { how: 'commitment', peer: 'PACS', count: 2, at: at(3) },
      { how: 'read-back', peer: 'PACS', count: 1, at: at(1) },
    ]);
  });
});

describe('a store as it is typed', () => {
  const kept = { ...teaching, credentials: 'basic' as const, tls: { ca: true, certificate: false } };

  it('comes back as it was, its secrets not named', () => {
    const { credentials: _credentials, tls: _tls, ...plain } = kept;
    expect(readStore(storeForm(kept), kept, [aStore(), kept])).toEqual({ change: { stores: [aStore(), plain] } });
    expect(withoutStore('archive', [aStore(), kept])).toEqual({ stores: [plain] });
  });

  it('loses its secrets where that is said, and those of another kind of store', () => {
    const off = { ...storeForm(kept), credentials: 'none' as const, tls: { ...tlsForm(undefined) } };
    expect(readStore(off, kept, [kept])).toMatchObject({ change: { stores: [{ credentials: null, tls: null }] } });
    const folder = { ...storeForm(kept), kind: 'folder' as const, path: '/srv/pictures' };
    expect(readStore(folder, kept, [kept])).toMatchObject({ change: { stores: [{ credentials: null }] } });
  });

  it('is asked for its password again at another address', () => {
    const moved = { ...storeForm(kept), url: 'https://elsewhere.example/dicom-web' };
    expect(readStore(moved, kept, [kept])).toEqual({ wrong: ['credentials'] });
  });

  it('has a name of data that no other one has, and none that something else is checked by', () => {
    const form = { ...storeForm(null), name: 'Worklist', url: 'https://pacs.example' };
    expect(readStore(form, null, [])).toMatchObject({ change: { stores: [{ id: 'worklist-2' }] } });
    expect(readStore({ ...form, name: 'Archive' }, null, [aStore()])).toMatchObject({
      change: { stores: [{ id: 'archive' }, { id: 'archive-2' }] },
    });
  });

  it.each([
    [{ url: 'ftp://pacs' }, 'url'],
    [{ url: 'https://user:secret@pacs.example' }, 'url'],
    [{ url: 'https://teaching.example/dicom-web/' }, 'url'],
    [{ kind: 'folder', path: 'pictures' }, 'path'],
    [{ parallel: '0' }, 'parallel'],
    [{ kilobytes: '15' }, 'kilobytes'],
    [{ credentials: 'bearer' }, 'credentials'],
    [{ tls: { mode: 'new', ca: 'no PEM', certificate: '', key: '' } }, 'tls'],
  ] as const)('%o is wrong at %s', (typed, field) => {
    const form = { ...storeForm(null), name: 'New', url: 'https://pacs.example', ...typed };
    expect(readStore(form, null, [teaching])).toEqual({ wrong: [field] });
  });
});

it('certificates stay, go, or are all given anew', () => {
  const given = { mode: 'new', ca: ' PEM ', certificate: '', key: '' } as const;
  expect(tlsChange(tlsForm({ ca: true, certificate: true }), { ca: true, certificate: true })).toEqual({});
  expect(tlsChange(tlsForm(undefined), { ca: true, certificate: true })).toEqual({ tls: null });
  expect(tlsChange(given, undefined)).toEqual({ tls: { ca: 'PEM\n' } });
  expect(tlsChange({ ...given, key: 'PEM' }, undefined)).toBe('wrong');
});

it('a row of the table moves up and down, and not beyond its ends', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
});

describe('a correction', () => {
  const ins = { matricule: '116057512345678', oid: '1.2.250.1.213.1.4.8', qualified: true };
  const before = {
    patientId: '1',
    name: 'DUPRÉ^Zoé^Anne',
    birthDate: '2016-05-04',
    sex: 'F',
    issuer: 'CHU',
    ins,
  } as const;
  const typed = { patientId: '1', name: 'DUPRÉ^Zoé', birthDate: '2016-05-05', sex: 'F' } as const;

  it('keeps what no field shows, the national identity under the same number alone', () => {
    expect(correctedPatient(before, typed)).toEqual({ ...before, birthDate: '2016-05-05' });
    const { ins: _ins, ...other } = { ...before, patientId: '2', name: 'DURAND^Zoé', birthDate: '2016-05-05' };
    expect(correctedPatient(before, { ...typed, patientId: '2', name: 'DURAND^Zoé' })).toEqual(other);
  });

  it('takes the order away from a mix-up, and leaves it to a misspelling; other series go along with the latter', () => {
    expect(usualOrder('wrong-patient')).toBe('none');
    expect(usualOrder('details')).toBe('own');
    expect([takesOthers('merged'), takesOthers('wrong-item')]).toEqual([true, false]);
    const items = [anItem('7')];
    expect(orderOf('own', items)).toEqual({});
    expect(orderOf('none', items)).toEqual({ order: null });
    expect(orderOf({ item: '7' }, items)).toEqual({ order: items[0]?.order });
  });

  it('keeps an order for as long as it is one of that patient', () => {
    const items = [anItem('7'), anItem('8', { patient: { patientId: '700' } })];
    const chosen = { item: '8' };
    expect(standingChoice(chosen, 'wrong-patient', ordersFor(items, '700'))).toBe(chosen);
    expect(standingChoice(chosen, 'wrong-patient', ordersFor(items, '8004512'))).toBe('none');
    expect(standingChoice(chosen, 'details', [])).toBe('own');
    expect(standingChoice('own', 'wrong-patient', [])).toBe('own');
  });

  it('sends again what a store may have seen', () => {
    const waiting = aDelivery({ session: 's', state: 'queued', attempts: 0 });
    expect(gone([waiting, aDelivery({ session: 's' }), aDelivery({ session: 't' })], ['s'])).toBe(1);
  });
});

it('a stay is an encounter; nothing typed is none', () => {
  expect(encounterOf({ admissionId: ' 26 ', location: '', reason: '' })).toMatchObject({
    kind: 'encounter',
    admissionId: '26',
  });
  expect(encounterOf({ admissionId: ' ', location: '', reason: '' })).toBeNull();
  expect(encounterOf({ admissionId: 'a\\b', location: '', reason: '' })).toBe('wrong');
});

it('a press on an expected patient opens, completes, goes on or asks whether once more', () => {
  const row = { id: '1', done: 0 as const, scheduledAt: '', keys: [], session: null };
  const title = { fr: 'x', en: 'x' };
  const protocols = [{ id: 'gaze-9', version: 1, title, description: title, steps: 9 }];
  const session = { id: 's', openedAt: '' } as const;
  expect(pressOf({ ...row, item: anItem('1') }, protocols)).toBe('open');
  expect(pressOf({ ...row, item: anItem('1') }, [])).toBe('complete');
  expect(pressOf({ ...row, item: anItem('1', { patient: { sex: undefined } }) }, protocols)).toBe('complete');
  expect(pressOf({ ...row, item: anItem('1'), session: { ...session, state: 'open' } }, protocols)).toBe('resume');
  expect(pressOf({ ...row, item: anItem('1'), session: { ...session, state: 'closed' } }, protocols)).toBe('again');
});

it('a RIS that refuses is not called silent', () => {
  const standing = (code: 'worklist-refused' | 'worklist-unreachable') =>
    listStanding({ state: 'failed', items: [], error: { code, params: { reason: 'x' } } }, 'en').says;
  expect(standing('worklist-refused')).toBe('The RIS refuses to give its list.');
  expect(standing('worklist-unreachable')).toBe('The RIS does not answer.');
});
