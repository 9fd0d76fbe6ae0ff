import { systemClock } from '../../../electron/base/clock.ts';
import { sha256Of } from '../../../electron/base/durable-file.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { openVault } from '../../../electron/vault/vault.ts';
import { started } from '../session-records.ts';
import { testKeys, testRecoveryRecipient } from '../vault-keys.ts';
import { capturedPicture, job, openingRecord, picture, pictureName, sessionId } from '../vault-story.ts';

/**
 * Photographs without end until it is killed. Says on standard output what it begins and what was acknowledged, one word
 * and a number per line; the parent believes nothing else.
 */
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const vault = await openVault(process.argv[2] ?? '', {
  clock: systemClock,
  log: silentLog,
  keys: testKeys(),
  recoveryRecipient: testRecoveryRecipient,
});
say('open 0');
if (vault.sessions().length === 0) await vault.createSession(openingRecord());
const first = Number(process.argv[3]);
for (let number = first; number < first + 9; number += 1) {
  const data = picture(number, 400_000);
  await vault.append(sessionId, started(number, 'a'));
  say(`started ${number}`);
  await vault.storeOriginal(sessionId, pictureName(number), data, sha256Of(data));
  say(`stored ${number}`);
  await vault.append(sessionId, capturedPicture(number, data));
  say(`captured ${number}`);
  await vault.saveJob(job(number));
  say(`job ${number}`);
}
await vault.close();
