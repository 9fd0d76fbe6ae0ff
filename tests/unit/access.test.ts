import { describe, expect, it } from 'vitest';
import { CodedError } from '../../electron/contract/errors.ts';
import { rightsOf } from '../../electron/contract/operators.ts';
import type { SignIn } from '../../electron/studio/access/sign-in.ts';
import { type AccessStage, accessStage, anna, charter, paul, vera } from '../rigs/access-stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const pin = '2468';
const withPin = { ...paul, pin };

const enter = ({ access }: AccessStage, { id, password }: { id: string; password: string }): Promise<void> =>
  access.signIn({ who: id, password });
const events = ({ audit }: AccessStage): string[] =>
  audit.map(({ event, outcome, operator, code, about }) => {
    return [event, outcome, operator, code, about].filter((word) => word !== undefined && word !== 'success').join(' ');
  });

describe('a station on which nobody is defined', () => {
  it('works as itself until the first head of department is', async () => {
    const stage = await accessStage();
    const { access } = stage;
    expect(access.view()).toMatchObject({ state: 'station', operator: null, rights: rightsOf.station, operators: [] });
    expect(access.seesPatients).toBe(true);
    expect(access.atWork).toEqual({ operator: 'station' });
    access.demand('shoot');
    access.demand('founder');
    expect(() => access.demand('configure')).toThrow('right-missing');
    await expect(access.saveOperator(paul)).rejects.toMatchObject({ code: 'department-head-needed' });
    await access.saveOperator(anna);
    expect(access.state).toBe('signed-out');
    expect(access.seesPatients).toBe(false);
    expect(() => access.demand('founder')).toThrow('sign-in-needed');
    expect(events(stage)).toEqual(['operator-changed station anna']);
  });

  it('closes its door on whoever came with the first head of department', async () => {
    const stage = await accessStage();
    const { access, operators } = stage;
    const first = access.saveOperator(anna);
    const behind = access.saveOperator({ ...paul, id: 'mallory', role: 'department-head' });
    await first;
    await expect(behind).rejects.toMatchObject({ code: 'sign-in-needed' });
    expect(operators.views().map(({ id }) => id)).toEqual(['anna']);
  });
});

describe('signing in', () => {
  it('gives the rights of the role once the charter of this version is signed, and writes down who', async () => {
    const stage = await accessStage([anna, paul], { signed: false });
    const { access, operators } = stage;
    await enter(stage, paul);
    const { id: _id, ...shown } = charter;
    expect(access.view()).toMatchObject({ state: 'signed-in', rights: [], charter: shown });
    expect(access.seesPatients).toBe(false);
    expect(() => access.demand('shoot')).toThrow('charter-unsigned');
    await expect(access.signCharter(charter.version - 1)).rejects.toMatchObject({ code: 'bad-input' });
    await operators.signCharter('paul', charter.version - 1, '2026-01-01T00:00:00.000Z');
    expect(() => access.demand('shoot')).toThrow('charter-unsigned');
    await access.signCharter(charter.version);
    expect(access.view()).toMatchObject({ rights: rightsOf.photographer, charter: null });
    expect(access.atWork).toEqual({ operator: 'paul', operatorName: 'PHOTO^Paul', operatorRole: 'photographer' });
    expect(events(stage)).toEqual(['sign-in paul', 'charter-signed paul test-2']);
  });

  it('slows down who guesses, without writing down what they typed', async () => {
    const stage = await accessStage([anna, paul]);
    const { access, clock } = stage;
    const guess = (who: string) => access.signIn({ who, password: 'guess' }).catch((error) => error.code);
    const codes = [];
    for (let n = 0; n < 6; n += 1) codes.push(await guess('anna'));
    expect(codes).toEqual([...Array(5).fill('sign-in-refused'), 'sign-in-slowed']);
    await expect(enter(stage, anna)).rejects.toMatchObject({ code: 'sign-in-slowed', params: { seconds: 5 } });
    await enter(stage, paul);
    await guess('my own passw0rd');
    clock.advance(5000);
    await enter(stage, anna);
    expect(events(stage).slice(5)).toEqual([
      'sign-in paul',
      'sign-in refused  sign-in-refused',
      'signed-out paul',
      'sign-in anna',
    ]);
    expect(JSON.stringify(stage.audit)).not.toMatch(/guess|passw0rd/);
  });

  it('takes over from whoever is there or has locked; what was begun stays', async () => {
    const stage = await accessStage([anna, paul]);
    const { access, room } = stage;
    await enter(stage, paul);
    await access.lock();
    await enter(stage, anna);
    expect(access.view()).toMatchObject({ state: 'signed-in', operator: { id: 'anna' } });
    expect(room.left).toBe(0);
    expect(events(stage)).toEqual(['sign-in paul', 'locked paul', 'signed-out paul', 'sign-in anna']);
  });

  it('ends with signing out, which puts the session aside', async () => {
    const stage = await accessStage([anna]);
    const { access, room } = stage;
    await enter(stage, anna);
    await access.signOut();
    expect(room.left).toBe(1);
    expect(access.view()).toMatchObject({ state: 'signed-out', operator: null, rights: [] });
    expect(events(stage)).toEqual(['sign-in anna', 'signed-out anna']);
  });

  it('is refused while a picture is made, and by no disk that does not take the session’s end', async () => {
    const stage = await accessStage([anna]);
    const { access, room } = stage;
    await enter(stage, anna);
    room.failure = new CodedError('not-now');
    await expect(access.signOut()).rejects.toMatchObject({ code: 'not-now' });
    expect(access.state).toBe('signed-in');
    room.failure = new CodedError('vault-write-failed');
    await expect(access.signOut()).rejects.toMatchObject({ code: 'vault-write-failed' });
    expect(access.state).toBe('signed-out');
    expect(events(stage)).toEqual(['sign-in anna', 'signed-out anna']);
  });
});

describe('a locked station', () => {
  async function locked(): Promise<AccessStage> {
    const stage = await accessStage([anna, withPin]);
    await enter(stage, withPin);
    await stage.access.lock();
    return stage;
  }

  it('shows and does nothing, keeps who was there, and goes on by the PIN', async () => {
    const stage = await locked();
    const { access, room } = stage;
    const until = '2026-01-01T10:00:00.000Z';
    expect(access.view()).toMatchObject({ state: 'locked', operator: { id: 'paul' }, rights: [], pinUntil: until });
    expect(access.seesPatients).toBe(false);
    expect(access.atWork.operator).toBe('paul');
    await access.unlock({ pin });
    expect(access.view()).toMatchObject({ state: 'signed-in', rights: rightsOf.photographer });
    expect(access.view().pinUntil).toBeUndefined();
    expect(room.left).toBe(0);
    expect(events(stage)).toEqual(['sign-in paul', 'locked paul', 'unlocked paul']);
  });

  it('takes no PIN after three that were wrong, until the password has come', async () => {
    const stage = await locked();
    const { access } = stage;
    const codes = [];
    for (const wrong of ['1111', '2222', '3333', pin])
      codes.push(await access.unlock({ pin: wrong }).catch((e) => e.code));
    expect(codes).toEqual(['sign-in-refused', 'sign-in-refused', 'password-needed', 'password-needed']);
    expect(access.view().pinUntil).toBeUndefined();
    await expect(access.unlock({ password: anna.password })).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(access.state).toBe('locked');
    await access.unlock({ password: paul.password });
    await access.lock();
    await access.unlock({ pin });
    expect(access.state).toBe('signed-in');
    expect(events(stage)[2]).toBe('unlocked refused paul sign-in-refused');
    expect(events(stage)[4]).toBe('unlocked refused paul password-needed');
  });

  it('takes no PIN after the shift, nor one that was never chosen', async () => {
    const { access, clock, department } = await locked();
    await department.set({ shiftHours: 2 });
    clock.advance(2 * hour);
    await expect(access.unlock({ pin })).rejects.toMatchObject({ code: 'password-needed' });
    const other = await accessStage([anna]);
    await enter(other, anna);
    await other.access.lock();
    expect(other.access.view().pinUntil).toBeUndefined();
    await expect(other.access.unlock({ pin })).rejects.toMatchObject({ code: 'password-needed' });
  });

  it('is what nobody can unlock when nobody has locked it', async () => {
    const stage = await accessStage([anna, withPin]);
    await expect(stage.access.unlock({ pin })).rejects.toMatchObject({ code: 'sign-in-needed' });
    await enter(stage, withPin);
    await expect(stage.access.unlock({ pin })).rejects.toMatchObject({ code: 'not-now' });
    const station = await accessStage();
    await station.access.lock();
    expect(station.access.state).toBe('station');
  });
});

describe('idleness', () => {
  it('locks after the department’s minutes, counted from the last call that is not watching', async () => {
    const stage = await accessStage([anna]);
    const { access, clock, department } = stage;
    await department.set({ idleMinutes: 2 });
    access.guard();
    await enter(stage, anna);
    for (let n = 0; n < 4; n += 1) {
      clock.advance(minute);
      await access.admit('shot.take', 'shoot');
    }
    clock.advance(minute);
    await access.admit('liveview.want', 'watching');
    expect(access.state).toBe('signed-in');
    clock.advance(minute);
    expect(access.state).toBe('locked');
    clock.advance(hour);
    expect(events(stage)).toEqual(['sign-in anna', 'locked anna']);
    expect(clock.pending).toBe(0);
  });

  it('waits for the picture that is being made', async () => {
    const stage = await accessStage([anna]);
    const { access, clock, room } = stage;
    access.guard();
    await enter(stage, anna);
    room.resting = false;
    clock.advance(hour);
    access.noteRest();
    expect(access.state).toBe('signed-in');
    room.resting = true;
    access.noteRest();
    expect(access.state).toBe('locked');
  });

  it('locks nothing where no page looks on, and nothing after the end', async () => {
    const stage = await accessStage([anna]);
    await enter(stage, anna);
    stage.clock.advance(hour);
    expect(stage.access.state).toBe('signed-in');
    stage.access.guard();
    stage.access.close();
    expect(stage.clock.pending).toBe(0);
  });
});

describe('what somebody may not do', () => {
  it('is written down once for each call, until somebody comes or goes', async () => {
    const stage = await accessStage([anna, paul, vera]);
    const { access } = stage;
    const tryIt = () => access.admit('department.set', 'configure').catch((error) => error.code);
    expect([await tryIt(), await tryIt()]).toEqual(['sign-in-needed', 'sign-in-needed']);
    await enter(stage, paul);
    expect([await tryIt(), await tryIt()]).toEqual(['right-missing', 'right-missing']);
    await access.lock();
    expect(await tryIt()).toBe('station-locked');
    expect(events(stage)).toEqual([
      'call-refused refused  sign-in-needed department.set',
      'sign-in paul',
      'call-refused refused paul right-missing department.set',
      'locked paul',
      'call-refused refused paul station-locked department.set',
    ]);
  });
});

describe('one’s own secrets', () => {
  it('are changed for one’s password alone', async () => {
    const stage = await accessStage([anna, paul]);
    const { access } = stage;
    await expect(access.changeSecrets({ password: paul.password, pin })).rejects.toMatchObject({
      code: 'sign-in-needed',
    });
    await enter(stage, paul);
    await expect(access.changeSecrets({ password: anna.password, pin })).rejects.toMatchObject({
      code: 'sign-in-refused',
    });
    await access.changeSecrets({ password: paul.password, newPassword: 'paul has a new one', pin });
    await access.lock();
    await expect(access.unlock({ password: paul.password })).rejects.toMatchObject({ code: 'sign-in-refused' });
    await access.unlock({ pin });
    await access.lock();
    await access.unlock({ password: 'paul has a new one' });
    expect(access.view().operators[1]).toEqual({
      ...{ id: 'paul', name: 'PHOTO^Paul', role: 'photographer', pin: true, badge: false, disabled: false },
    });
  });
});

describe('a change of whoever is at work', () => {
  it('counts at once, and ends their day where they are disabled', async () => {
    const stage = await accessStage([anna, { ...paul, role: 'department-head' }]);
    const { access } = stage;
    await enter(stage, anna);
    await access.saveOperator({ id: 'anna', name: 'NOUVEAU^Anna', role: 'auditor' });
    expect(access.atWork).toEqual({ operator: 'anna', operatorName: 'NOUVEAU^Anna', operatorRole: 'auditor' });
    expect(access.rights).toEqual(['audit']);
    const another = await accessStage([anna, { ...paul, role: 'department-head' }]);
    await enter(another, anna);
    await another.access.saveOperator({ id: 'anna', name: 'NOUVEAU^Anna', role: 'auditor', disabled: true });
    expect(another.access.state).toBe('signed-out');
  });

  it('unlocks nothing that was locked meanwhile', async () => {
    const stage = await accessStage([anna, paul]);
    const { access, kept } = stage;
    await enter(stage, anna);
    const { write } = kept;
    kept.write = async (...what) => {
      await access.lock();
      await write(...what);
    };
    await access.saveOperator({ ...paul, role: 'dentist' });
    expect(access.state).toBe('locked');
  });
});

describe('a trail that owes an entry', () => {
  it('lets people come and go, and nobody change anything', async () => {
    const stage = await accessStage([anna, paul]);
    const { access, kept, trail } = stage;
    const before = kept.texts.get('operators');
    trail.full = true;
    await enter(stage, anna);
    let changed = false;
    const refused = { code: 'vault-full' };
    await expect(access.saveOperator({ ...paul, role: 'dentist' })).rejects.toMatchObject(refused);
    await expect(access.changeSecrets({ password: anna.password, pin })).rejects.toMatchObject(refused);
    await expect(access.signCharter(charter.version)).rejects.toMatchObject(refused);
    await expect(access.configure('room.set', () => (changed = true))).rejects.toMatchObject(refused);
    expect([kept.texts.get('operators') === before, changed]).toEqual([true, false]);
    await access.lock();
    await access.unlock({ password: anna.password });
    trail.full = false;
    expect(await access.configure('room.set', () => 'done')).toBe('done');
    expect(events(stage)).toEqual([
      ...['sign-in anna', 'locked anna', 'unlocked anna'],
      'configuration-changed anna room.set',
    ]);
  });
});

describe('a hospital’s own provider', () => {
  const provider: SignIn = {
    takes: ['token'],
    isRequired: true,
    async identify(credentials) {
      if ('token' in credentials && credentials.token === 'good')
        return { id: 'dr.who', name: 'WHO^Doctor', role: 'dentist' };
      throw new CodedError('sign-in-refused');
    },
  };

  it('takes the place of passwords: charter, rights, lock and trail are the same', async () => {
    const stage = await accessStage([], { signIn: provider });
    const { access } = stage;
    expect(access.view()).toMatchObject({ state: 'signed-out', credentials: ['token'], operators: [] });
    await expect(access.signIn({ token: 'bad' })).rejects.toMatchObject({ code: 'sign-in-refused' });
    await access.signIn({ token: 'good' });
    expect(() => access.demand('shoot')).toThrow('charter-unsigned');
    await access.signCharter(charter.version);
    access.demand('shoot');
    expect(() => access.demand('configure')).toThrow('right-missing');
    await access.lock();
    await expect(access.unlock({ pin })).rejects.toMatchObject({ code: 'password-needed' });
    await access.unlock({ token: 'good' });
    expect(access.rights).toEqual(rightsOf.dentist);
    await expect(access.saveOperator(anna)).rejects.toMatchObject({ code: 'not-now' });
    expect(events(stage)).toEqual([
      'sign-in refused  sign-in-refused',
      'sign-in dr.who',
      'charter-signed dr.who test-2',
      'locked dr.who',
      'unlocked refused dr.who password-needed',
      'unlocked dr.who',
    ]);
  });
  it('lets nobody in under a name that no trail and no journal could carry', async () => {
    for (const id of ['who@hospital', 'WHO', '', 'station']) {
      const strange: SignIn = { ...provider, identify: async () => ({ id, name: 'WHO^Doctor', role: 'dentist' }) };
      const stage = await accessStage([], { signIn: strange });
      await expect(stage.access.signIn({ token: 'good' })).rejects.toMatchObject({ code: 'bad-input' });
      expect([stage.access.state, stage.audit]).toEqual(['signed-out', []]);
    }
  });
});
