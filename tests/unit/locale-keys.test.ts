import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findRoot } from '../../electron/base/places.ts';
import { auditEntry, auditEvents } from '../../electron/contract/audit.ts';
import { deviceState } from '../../electron/contract/camera-view.ts';
import { storeSettings } from '../../electron/contract/connections.ts';
import { deliveryView } from '../../electron/contract/delivery-view.ts';
import { retentionReasons } from '../../electron/contract/department.ts';
import { errorCodes } from '../../electron/contract/errors.ts';
import { finding, findingCodes } from '../../electron/contract/findings.ts';
import { confirmation, objectKinds, rejections } from '../../electron/contract/journal.ts';
import { roles } from '../../electron/contract/operators.ts';
import { order } from '../../electron/contract/order.ts';
import { patient } from '../../electron/contract/patient.ts';
import { guideLevels, themes } from '../../electron/contract/preferences.ts';
import { pedalActions } from '../../electron/contract/room.ts';
import { sessionView, stepState } from '../../electron/contract/session-view.ts';
import { neutralSettings, settingNames } from '../../electron/contract/settings.ts';
import { snapshot } from '../../electron/contract/snapshot.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import { guideFiles } from '../rigs/guide-files.ts';
import { en, fr } from '../rigs/locale-tables.ts';
import { wordsIn } from '../rigs/source-words.ts';

const root = findRoot(import.meta.dirname);
const sources = ['renderer', 'electron/host', 'electron/cli', 'electron/main', 'electron/studio'].flatMap(wordsIn);
const literals = new Set(sources.flatMap((words) => words.literals));
const rules = ['byThemselves', 'purgeRejected', 'purgeRaw'];
const reasons = studioContract.calls['patient.correct'].input.shape.reason.options;
const store = storeSettings.shape;
/** Keys that code composes: the template with a star for what is filled in, and all that can be. */
const families: Record<string, readonly string[]> = {
  'error.*': errorCodes,
  'finding.*': findingCodes,
  'finding-level.*': finding.shape.level.options,
  'finding-says.*': ['advise', 'block', 'confirm'],
  'setting.*': settingNames,
  'turn.*': settingNames,
  'setting-value.*.*': Object.entries(neutralSettings.shape).flatMap(([name, schema]) => {
    const inner = schema.unwrap();
    return inner instanceof z.ZodEnum ? inner.options.map((option) => `${name}.${option}`) : [];
  }),
  'step-state.*': [...stepState.options, 'current', 'blocked'],
  'priors.*': ['looking', 'failed'],
  'correct-reason.*': reasons,
  'correct-reason-says.*': reasons,
  'connections.*': ['worklist', 'mpps'],
  'connections-says.*': ['worklist', 'mpps'],
  'connections.wrong.*': [
    ...['name', 'url', 'path', 'aet', 'host', 'port', 'callingAet', 'query', 'parallel', 'kilobytes'],
    ...['stationAet', 'modality', 'credentials', 'tls'],
  ],
  'tls.*': ['ca', 'certificate', 'key'],
  'store-kind.*': ['dicomweb', 'dicom', 'folder'],
  'store-kind-says.*': ['dicomweb', 'dicom', 'folder'],
  'purpose.*': store.purpose.options,
  'purpose-says.*': store.purpose.options,
  'proof.*': store.proof.options,
  'proof-says.*': store.proof.options,
  'credentials.*': ['kept', 'none', 'basic', 'bearer'],
  'delivery.proof.*': confirmation.shape.how.options.flatMap((how) => [`${how}.one`, `${how}.other`]),
  'object.*': objectKinds,
  'priority.*': order.shape.priority.unwrap().options.filter((priority) => priority !== 'routine'),
  'delivery-state.*': deliveryView.shape.state.options,
  'session-state.*': ['closed', 'in-progress', 'interrupted', 'paused'],
  'status.camera.*': deviceState.options,
  'status.light.*': [...deviceState.options, 'armed', 'asleep'],
  'status.store.*': snapshot.shape.store.shape.state.options,
  'patient.born.*': patient.shape.sex.options,
  'patient.sex.*': patient.shape.sex.options,
  'form.sex.*': patient.shape.sex.options,
  'landmark.*': guideFiles().flatMap(({ drawing }) => drawing.strokes.flatMap(({ label }) => label?.name ?? [])),
  'picture.*': ['loading', 'missing'],
  'guide-level.*': guideLevels,
  'undo-what.*': sessionView.shape.undo.unwrap().shape.what.options,
  'try.*': ['kept', 'rejected', 'waiting'],
  'sent.*': deliveryView.shape.pictures.element.shape.state.options,
  'pedal-action.*': pedalActions,
  'target.*': readdirSync(join(root, 'resources/targets')).flatMap((name) => /^(.+)\.svg$/.exec(name)?.[1] ?? []),
  'theme.*': themes,
  'sheet.*': ['skipped', 'deferred'],
  'sheet.rejected.*': rejections,
  'role.*': roles,
  'role-says.*': roles,
  'vault.keeper.*': ['key-file', 'passphrase', 'system'],
  'vault.keeper-says.*': ['key-file', 'passphrase', 'system'],
  'rule.*': [...rules, 'originalsDays', 'auditMonths', 'idleMinutes', 'shiftHours'],
  'rule-says.*': rules,
  'retention-why.*': retentionReasons,
  'audit-event.*': auditEvents,
  'audit-outcome.*': auditEntry.shape.outcome.options,
  'sheet-recovery.*': ['hospital', 'department', 'station', 'kept-at', 'kept-by', 'signature'],
};
const composed = Object.entries(families).flatMap(([pattern, words]) =>
  words.map((word) => pattern.replace(/\*.*/, word)),
);
const namespaces = new Set(Object.keys(en).map((key) => key.split('.')[0]));

describe('the keys of the locales', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(fr)).toEqual(Object.keys(en));
  });

  it('are composed by code only in the families that are named here, and by all of them', () => {
    const patterns = sources
      .flatMap(({ templates }) => templates)
      .filter((template) => /^[a-z-]+\.[a-z.*-]*\*[a-z.*-]*$/.test(template))
      .filter((template) => namespaces.has(template.split('.')[0] ?? ''));
    expect([...new Set(patterns)].sort()).toEqual(Object.keys(families).sort());
  });

  it('are all there', () => {
    expect(composed.filter((key) => !(key in en))).toEqual([]);
  });

  it('are all used', () => {
    const used = (key: string): boolean => literals.has(key) || literals.has(key.replace(/\.(one|other)$/, ''));
    expect(Object.keys(en).filter((key) => !composed.includes(key) && !used(key))).toEqual([]);
  });

  it('are known to the compiler: nothing but the plural is a key by assertion', () => {
    const asserting = sources.filter(({ source }) => /\bas Key\b/.test(source)).map(({ file }) => file);
    expect(asserting).toEqual(['renderer/i18n/translate.ts']);
  });

  it('have both forms where a count chooses between them', () => {
    const counted = Object.keys(en).filter((key) => /\.(one|other)$/.test(key) && !literals.has(key));
    const bases = [...new Set(counted.map((key) => key.replace(/\.(one|other)$/, '')))];
    expect(bases.flatMap((base) => [`${base}.one`, `${base}.other`]).sort()).toEqual(counted.sort());
  });
});
