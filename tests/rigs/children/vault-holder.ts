import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { openVault } from '../../../electron/vault/vault.ts';
import { testKeys, testRecoveryRecipient } from '../vault-keys.ts';

/** Opens a vault, says so, and keeps it until standard input ends. */
const vault = await openVault(process.argv[2] ?? '', {
  clock: systemClock,
  log: silentLog,
  keys: testKeys(),
  recoveryRecipient: testRecoveryRecipient,
});
process.stdout.write('open\n');
process.stdin.resume();
process.stdin.once('end', () => void vault.close());
