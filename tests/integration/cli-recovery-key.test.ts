import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recipientOf } from '../../electron/vault/keys.ts';
import { type CliResult, cli, startCli, type Workplace, workplace } from '../rigs/cli.ts';
import { readSealed } from '../rigs/sealed-vault.ts';
import { testRecoveryKey, testRecoveryRecipient } from '../rigs/vault-keys.ts';

let place: Workplace;
let env: Record<string, string>;

beforeEach(async () => {
  place = await workplace();
  // As a station is set up: no key yet, and no hospital that has one.
  await rm(place.env.INCIDENCE_KEY_FILE ?? '');
  env = { ...place.env, INCIDENCE_RECOVERY_RECIPIENT: '' };
});
afterEach(() => place.remove());

async function vault(...args: string[]): Promise<CliResult> {
  return await cli(['vault', ...args, '--vault', place.vault], env);
}

/** How each attempt to confirm the recovery key ended, as the audit trail has it. */
async function attempts(): Promise<string[]> {
  const [file = ''] = await readdir(join(place.vault, 'audit'));
  const identity = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(await readFile(place.env.INCIDENCE_KEY_FILE ?? '', 'utf8'))?.[0];
  const entries = (await readSealed(place.vault, `audit/${file}`, identity)).map((text) => JSON.parse(text));
  return entries.flatMap(({ event, outcome }) => (event === 'recovery-key-confirmed' ? [outcome] : []));
}

describe('vault init', () => {
  it('makes both keys and says once of each what it is for; the recovery key is on stderr and nowhere else', async () => {
    const { status, stdout, stderr } = await vault('init', '--json');
    expect(status).toBe(0);
    const { recovery, keyStore } = JSON.parse(stdout);
    expect([keyStore, recovery.kept]).toEqual(['key-file', false]);
    const key = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(stderr)?.[0] ?? '';
    expect(await recipientOf(key)).toBe(recovery.recipient);
    expect(stderr).toContain(place.env.INCIDENCE_KEY_FILE);
    expect(stderr).toContain('does not protect');
    expect(stdout + (await readFile(place.env.INCIDENCE_LOG ?? '', 'utf8'))).not.toContain(key);
    expect(await readFile(place.env.INCIDENCE_KEY_FILE ?? '', 'utf8')).not.toContain(key);
    const again = await vault('status');
    expect(again.stderr).not.toContain('does not protect');
  });

  it('confirms the key from stdin, in one line or several, and refuses another', async () => {
    const key = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec((await vault('init')).stderr)?.[0] ?? '';
    expect((await vault('status')).stderr).toContain('Nobody has shown yet');
    const confirm = async (typed: string): Promise<CliResult> => {
      const asked = ['vault', 'confirm-recovery', '--json', '--vault', place.vault];
      return await startCli(asked, env, undefined, [], typed).done;
    };
    for (const typed of [`${testRecoveryKey}\n`, '\n', `${key.slice(0, 60)}\n\n`]) {
      const { status, stderr } = await confirm(typed);
      expect([status, stderr]).toEqual([4, expect.stringMatching(/^recovery-key-wrong: .{20,}/m)]);
    }
    const { status, stdout } = await confirm(`${key.slice(0, 40).toLowerCase()}\n  ${key.slice(40)}\n`);
    expect([status, JSON.parse(stdout).recovery.kept]).toEqual([0, true]);
    expect((await vault('status')).stderr).toBe('');
    expect(await attempts()).toEqual(['refused', 'refused', 'refused', 'success']);
  });

  it('puts the key into a file of the user’s, or takes the hospital’s; both count as kept', async () => {
    const file = join(place.folder, 'recovery.key');
    const made = await vault('init', '--json', '--recovery-out', file);
    expect([made.status, JSON.parse(made.stdout).recovery.kept]).toEqual([0, true]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(made.stderr).not.toContain('AGE-SECRET-KEY');
    const once = await vault('init', '--recovery-out', file);
    expect([once.status, once.stderr]).toEqual([1, expect.stringMatching(/^not-now: /m)]);
    await rm(place.vault, { recursive: true });
    const theirs = await vault('init', '--json', '--recovery-recipient', testRecoveryRecipient);
    expect(JSON.parse(theirs.stdout).recovery).toEqual({ recipient: testRecoveryRecipient, kept: true });
    await rm(place.vault, { recursive: true });
    expect((await vault('init', '--recovery-recipient', 'age1nobody')).status).toBe(2);
  });
});
