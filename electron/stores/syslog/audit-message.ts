import type { AuditEntry } from '../../contract/audit.ts';
import { type Code, eventCodes } from './event-codes.ts';
import { type Element, xml } from './xml.ts';

/** Where an entry comes from, and to which study its session belongs: undefined where nobody knows any more. */
export type AuditSource = { host: string; studyOf(session: string): string | undefined };

const outcomes = { success: '0', refused: '4', failed: '8' } as const;
const ourScheme = '99INCIDENCE';

/**
 * An entry as a message of DICOM PS3.15 A.5: one line of XML. It names no patient, since the trail does not: a study's
 * UID and a session's id lead there.
 */
export function auditMessage(entry: AuditEntry, source: AuditSource): string {
  return xml({
    name: 'AuditMessage',
    content: [
      event(entry),
      ...participants(entry, source),
      {
        name: 'AuditSourceIdentification',
        attributes: { AuditSourceID: source.host },
        content: [{ name: 'AuditSourceTypeCode', attributes: { 'csd-code': '2' } }],
      },
      ...objects(entry, source),
    ],
  });
}

function event({ event: name, at, outcome, code }: AuditEntry): Element {
  const { id, types, action } = eventCodes[name];
  return {
    name: 'EventIdentification',
    attributes: { EventActionCode: action, EventDateTime: at, EventOutcomeIndicator: outcomes[outcome] },
    content: [
      coded('EventID', id),
      ...types.map((type) => coded('EventTypeCode', type)),
      coded('EventTypeCode', [name, name], ourScheme),
      ...(code === undefined ? [] : [{ name: 'EventOutcomeDescription', content: code }]),
    ],
  };
}

/** Who asked for it, the studio, and where pictures went. What nobody asked for the studio did by itself. */
function participants({ event: name, operator, role, store }: AuditEntry, { host }: AuditSource): Element[] {
  const transfers = eventCodes[name].id[0] === '110104' || name === 'exported';
  const person: Element = {
    name: 'ActiveParticipant',
    attributes: { UserID: operator, UserIsRequestor: 'true' },
    content: role === undefined ? [] : [coded('RoleIDCode', [role, role], ourScheme)],
  };
  const studio: Element = {
    name: 'ActiveParticipant',
    attributes: {
      UserID: `incidence@${host}`,
      UserIsRequestor: String(operator === ''),
      NetworkAccessPointID: host,
      NetworkAccessPointTypeCode: '1',
    },
    content: [coded('RoleIDCode', transfers ? ['110153', 'Source Role ID'] : ['110150', 'Application'])],
  };
  const media: Element = {
    name: 'MediaIdentifier',
    content: [coded('MediaType', ['110037', 'URI'])],
  };
  const destination: Element = {
    name: 'ActiveParticipant',
    attributes: { UserID: store ?? 'folder:', UserIsRequestor: 'false' },
    content:
      name === 'exported'
        ? [coded('RoleIDCode', ['110154', 'Destination Media']), media]
        : [coded('RoleIDCode', ['110152', 'Destination Role ID'])],
  };
  return [...(operator === '' ? [] : [person]), studio, ...(transfers ? [destination] : [])];
}

/** What it was done to: a study, an operator, the trail itself, or what we name by an identifier. */
function objects(entry: AuditEntry, { studyOf }: AuditSource): Element[] {
  const { event: name, session, about } = entry;
  if (session !== undefined) {
    const study = studyOf(session);
    const type =
      study === undefined
        ? coded(idType, ['session', 'session'], ourScheme)
        : coded(idType, ['110180', 'Study Instance UID']);
    const lifeCycle = { 'shot-taken': '1', purged: '15' }[String(name)];
    return [object(['2', '3'], type, study ?? session, session, details(entry), lifeCycle)];
  }
  if (name.startsWith('audit-')) {
    return [
      object(
        ['2', '13'],
        coded(idType, ['12', 'URI'], 'RFC-3881'),
        'vault:audit',
        'Security Audit Log',
        details(entry),
      ),
    ];
  }
  if (about === undefined) return [];
  if (name === 'operator-changed') {
    return [object(['1', '11'], coded(idType, ['11', 'User Identifier'], 'RFC-3881'), about, about, details(entry))];
  }
  return [object(['2', '13'], coded(idType, ['about', 'about'], ourScheme), about, about, details(entry))];
}

const idType = 'ParticipantObjectIDTypeCode';

function object(
  [type, role]: readonly [type: string, role: string],
  idTypeCode: Element,
  id: string,
  name: string,
  detail: readonly Element[],
  lifeCycle?: string,
): Element {
  return {
    name: 'ParticipantObjectIdentification',
    attributes: {
      ParticipantObjectID: id,
      ParticipantObjectTypeCode: type,
      ParticipantObjectTypeCodeRole: role,
      ParticipantObjectDataLifeCycle: lifeCycle,
    },
    content: [idTypeCode, { name: 'ParticipantObjectName', content: name }, ...detail],
  };
}

/** Everything else that the entry says, by our names; values in base64, as the schema wants them. */
function details(entry: AuditEntry): Element[] {
  const { shot, series, job, about, count, late } = entry;
  return Object.entries({ shot, series, job, about, count, late }).flatMap(([type, value]) => {
    if (value === undefined) return [];
    return {
      name: 'ParticipantObjectDetail',
      attributes: { type, value: Buffer.from(String(value)).toString('base64') },
    };
  });
}

function coded(name: string, [code, meaning]: Code, scheme = 'DCM'): Element {
  return { name, attributes: { 'csd-code': code, codeSystemName: scheme, originalText: meaning } };
}
