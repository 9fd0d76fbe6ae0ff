import { describe, expect, it } from 'vitest';
import { type AuditEvent, auditEvents } from '../../electron/contract/audit.ts';
import { auditMessage } from '../../electron/stores/syslog/audit-message.ts';
import { auditEntries } from '../rigs/audit-entries.ts';
import { type Parsed, readXml } from '../rigs/xml.ts';

/** What DICOM PS3.15 A.5.1 allows in an element: attributes with their values, children in their order and how many. */
type Shape = {
  needs?: Record<string, RegExp>;
  may?: Record<string, RegExp>;
  children?: [tag: string, least: number, most: number][];
};

const token = /^\S(.*\S)?$/;
const code = { 'csd-code': token, codeSystemName: token, originalText: token };
const shapes: Record<string, Shape> = {
  AuditMessage: {
    children: [
      ['EventIdentification', 1, 1],
      ['ActiveParticipant', 1, 9],
      ['AuditSourceIdentification', 1, 1],
      ['ParticipantObjectIdentification', 0, 9],
    ],
  },
  EventIdentification: {
    needs: { EventDateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, EventOutcomeIndicator: /^(0|4|8|12)$/ },
    may: { EventActionCode: /^[CRUDE]$/ },
    children: [
      ['EventID', 1, 1],
      ['EventTypeCode', 0, 9],
      ['EventOutcomeDescription', 0, 1],
    ],
  },
  EventID: { needs: code },
  EventTypeCode: { needs: code },
  EventOutcomeDescription: {},
  ActiveParticipant: {
    needs: { UserID: /./, UserIsRequestor: /^(true|false)$/ },
    may: { NetworkAccessPointID: token, NetworkAccessPointTypeCode: /^[1-5]$/ },
    children: [
      ['RoleIDCode', 0, 9],
      ['MediaIdentifier', 0, 1],
    ],
  },
  RoleIDCode: { needs: code },
  MediaIdentifier: { children: [['MediaType', 1, 1]] },
  MediaType: { needs: code },
  AuditSourceIdentification: { needs: { AuditSourceID: token }, children: [['AuditSourceTypeCode', 0, 9]] },
  AuditSourceTypeCode: { needs: { 'csd-code': /^[1-9]$/ } },
  ParticipantObjectIdentification: {
    needs: { ParticipantObjectID: token },
    may: {
      ParticipantObjectTypeCode: /^[1-4]$/,
      ParticipantObjectTypeCodeRole: /^([1-9]|1\d|2[0-6])$/,
      ParticipantObjectDataLifeCycle: /^([1-9]|1[0-5])$/,
    },
    children: [
      ['ParticipantObjectIDTypeCode', 1, 1],
      ['ParticipantObjectName', 1, 1],
      ['ParticipantObjectDetail', 0, 99],
    ],
  },
  ParticipantObjectIDTypeCode: { needs: code },
  ParticipantObjectName: {},
  ParticipantObjectDetail: { needs: { type: token, value: /^[A-Za-z0-9+/]+=*$/ } },
};

function faultsOf({ tag, attributes, children }: Parsed): string[] {
  const shape = shapes[tag];
  if (!shape) return [`${tag} is unknown`];
  const { needs = {}, may = {}, children: allowed = [] } = shape;
  const faults = Object.keys(needs).flatMap((name) => (name in attributes ? [] : [`${tag} lacks ${name}`]));
  for (const [name, value] of Object.entries(attributes)) {
    const pattern = needs[name] ?? may[name];
    if (!pattern?.test(value)) faults.push(`${tag} ${name}=${value}`);
  }
  const order = allowed.map(([name]) => name);
  const found = children.map((child) => order.indexOf(child.tag));
  if (found.some((at, index) => at < (found[index - 1] ?? 0))) faults.push(`${tag}: order`);
  for (const [name, least, most] of allowed) {
    const count = children.filter((child) => child.tag === name).length;
    if (count < least || count > most) faults.push(`${tag}: ${count} ${name}`);
  }
  return [...faults, ...children.flatMap(faultsOf)];
}

/** PS3.15 A.5.3: which actions each message may tell of, and which kind of thing it is about. */
const allowedActions: Record<string, RegExp> = {
  ...{ '110100': /^E$/, '110101': /^R$/, '110103': /^[CRUD]$/, '110104': /^[CRU]$/, '110105': /^D$/ },
  ...{ '110106': /^R$/, '110110': /^[CRUD]$/, '110111': /^[CRUD]$/, '110112': /^E$/, '110113': /^E$/, '110114': /^E$/ },
};

const source = { host: 'station-1', studyOf: (session: string) => `2.25.${session.slice(2)}` };
const entries = auditEntries(auditEvents.length * 12);
const messages = readXml(entries.map((entry) => auditMessage(entry, source)));
const of = (parsed: Parsed | undefined, tag: string): Parsed[] =>
  parsed?.children.filter((child) => child.tag === tag) ?? [];
const idOf = (parsed: Parsed): string =>
  of(of(parsed, 'EventIdentification')[0], 'EventID')[0]?.attributes['csd-code'] ?? '';

describe('entries as DICOM audit messages', () => {
  it('have the shape of the standard, every event with every outcome', () => {
    expect(messages.flatMap(faultsOf)).toEqual([]);
    expect(new Set(entries.map(({ event, outcome }) => `${event} ${outcome}`)).size).toBe(auditEvents.length * 3);
  });

  it('tell of actions that their kind of message may tell of', () => {
    const wrong = messages.filter((message) => {
      const action = of(message, 'EventIdentification')[0]?.attributes.EventActionCode ?? '';
      return !allowedActions[idOf(message)]?.test(action);
    });
    expect(wrong.map(idOf)).toEqual([]);
  });

  it.each<[AuditEvent, string]>([
    ['studio-started', '110100'],
    ['sign-in', '110114'],
    ['patient-opened', '110110'],
    ['shot-taken', '110103'],
    ['series-sent', '110104'],
    ['exported', '110106'],
    ['purged', '110105'],
    ['audit-read', '110101'],
    ['call-refused', '110113'],
  ])('%s is %s, under its own name as well', (event, expected) => {
    const at = entries.findIndex((entry) => entry.event === event);
    const message = messages[at] as Parsed;
    expect(idOf(message)).toBe(expected);
    const types = of(of(message, 'EventIdentification')[0], 'EventTypeCode');
    expect(types.map(({ attributes }) => attributes['csd-code'])).toContain(event);
  });

  it('say who, what and how it ended', () => {
    const at = entries.findIndex(
      ({ event, outcome, operator }) => event === 'series-sent' && outcome === 'failed' && operator !== '',
    );
    const message = messages[at];
    const identification = of(message, 'EventIdentification')[0];
    expect(identification?.attributes.EventOutcomeIndicator).toBe('8');
    expect(of(identification, 'EventOutcomeDescription')[0]?.text).toBe('store-timeout');
    expect(of(message, 'ActiveParticipant').map(({ attributes }) => attributes.UserID)).toEqual([
      'zoe.aero',
      'incidence@station-1',
      'dicomweb:https://pacs/?a=1&b=2',
    ]);
    const [study] = of(message, 'ParticipantObjectIdentification');
    const session = entries[at]?.session ?? '';
    expect(study?.attributes.ParticipantObjectID).toBe(`2.25.${session.slice(2)}`);
    expect(of(study, 'ParticipantObjectName')[0]?.text).toBe(session);
    const details = of(study, 'ParticipantObjectDetail').map(({ attributes: { type, value = '' } }) => [
      type,
      atob(value),
    ]);
    expect(Object.fromEntries(details)).toMatchObject({ job: 'j-1', series: '2.25.7' });
  });

  it('name the studio as the one who asked where nobody did', () => {
    const at = entries.findIndex(({ operator }) => operator === '');
    const participants = of(messages[at], 'ActiveParticipant');
    expect(participants[0]?.attributes).toMatchObject({ UserID: 'incidence@station-1', UserIsRequestor: 'true' });
  });

  it('carry any text', () => {
    const about = auditMessage(
      { ...(entries[0] as (typeof entries)[0]), operator: '', about: `a<b>&"c'\u0007é\ud800` },
      source,
    );
    expect(about).not.toContain('\u0007');
    const [read] = readXml([about]);
    expect(of(read, 'ParticipantObjectIdentification')[0]?.attributes.ParticipantObjectID).toBe(
      `a<b>&"c'\ufffdé\ufffd`,
    );
  });
});
