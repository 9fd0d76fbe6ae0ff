import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { systemClock } from '../../base/clock.ts';
import type { AuditWho } from '../../contract/audit.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { openAccess } from '../../host/vault-access.ts';
import { sendSyslog } from '../../stores/syslog/send-syslog.ts';
import { openVault, type Vault } from '../../vault/vault.ts';
import { type AuditFormat, asSyslog, auditFormats, exportedEntries } from '../audit-export.ts';
import { type Context, outputOf, placeOf } from '../context.ts';
import { addOperatorOptions, type OperatorOptions, signInFor } from '../operator-option.ts';
import { oneOrMore } from '../option-values.ts';
import { type CertificateFiles, syslogServer } from '../syslog-address.ts';
import { writeFor } from '../user-files.ts';

type ExportOptions = CertificateFiles & { out?: string; syslog?: string; format?: AuditFormat; since?: number };

export function addAuditCommands(program: Command, context: Context): void {
  const audit = program.command('audit').description('who did what and when: an auditor’s trail, chained by hashes');

  addOperatorOptions(audit.command('verify'))
    .description('look for any change, removal or shortening of the trail')
    .action(async (_options, command: Command) => {
      await withTrail(command, async (vault) => {
        const output = outputOf(command);
        const result = await vault.audit.verify();
        output.line(`${result.entries} entries, ${result.intact ? 'intact' : `broken at ${result.brokenAt}`}`);
        output.document(result);
        demandIntact(result);
      });
    });

  addOperatorOptions(audit.command('export'))
    .description('write the trail to a file, one entry a line, or send it to an audit server')
    .option('--out <file>', 'a file that only its user can read; one that is there is replaced')
    .option('--syslog <address>', 'tls://HOST[:PORT]: RFC 5424 over TLS')
    .option('--ca <file>', 'who vouches for that server, in PEM; without it, whom this machine trusts')
    .option('--cert <file>', 'our certificate in PEM, where the server wants one')
    .option('--key <file>', 'its key in PEM')
    .option('--since <n>', 'only what comes after entry N', oneOrMore)
    .addOption(
      new Option('--format <format>', 'the lines that the hashes are of, or DICOM audit messages')
        .choices(auditFormats)
        .default(undefined, 'json for a file, dicom for a server'),
    )
    .action(async (options: ExportOptions, command: Command) => {
      const { out, syslog, cert, key } = options;
      if ((out === undefined) === (syslog === undefined)) command.error('error: give either --out or --syslog');
      if ((cert === undefined) !== (key === undefined)) command.error('error: give --cert and --key together');
      const target = await (out === undefined ? toServer(options, context) : toFile(options));
      await withTrail(command, async (vault, who) => {
        const result = await vault.audit.verify();
        await vault.audit.settle();
        const done = await noted(vault, who, () => target(vault));
        const output = outputOf(command);
        output.line(
          `${done.count} of ${result.entries} entries, ${result.intact ? 'intact' : `broken at ${result.brokenAt}`}`,
        );
        output.document({ ...result, ...done.said });
        demandIntact(result);
      });
    });

  async function withTrail(command: Command, work: (vault: Vault, who: AuditWho) => Promise<void>): Promise<void> {
    const { vaultDir, keys } = placeOf(command);
    const vault = await openVault(vaultDir, { clock: systemClock, log: context.log, keys });
    try {
      const { access } = await openAccess(vault, context);
      await signInFor(access, command.opts<OperatorOptions>(), 'audit');
      await work(vault, access.actor);
    } finally {
      await vault.close();
    }
  }
}

type Done = { count: number; said: { out?: string; syslog?: string }; takeBack?: () => Promise<void> };
type Target = (vault: Vault) => Promise<Done>;

/** What left is written down; where that is not possible, a file does not stay. */
async function noted(vault: Vault, who: AuditWho, target: () => Promise<Done>): Promise<Done> {
  let done: Done;
  try {
    done = await target();
  } catch (error) {
    if (error instanceof CodedError) {
      await vault.audit.owe({ event: 'audit-exported', outcome: 'failed', ...who, code: error.code });
    }
    throw error;
  }
  try {
    await vault.audit.record({ event: 'audit-exported', outcome: 'success', ...who, count: done.count });
  } catch (error) {
    if (hasCode(error, 'vault-full', 'vault-write-failed')) await done.takeBack?.();
    throw error;
  }
  return done;
}

async function toFile({ out = '', format = 'json', since = 0 }: ExportOptions): Promise<Target> {
  return async (vault) => {
    const path = resolve(out);
    const lines: string[] = [];
    for await (const { text } of exportedEntries(vault, { format, since, host: hostname() })) lines.push(`${text}\n`);
    await writeFor(path, new TextEncoder().encode(lines.join('')));
    return { count: lines.length, said: { out: path }, takeBack: () => rm(path, { force: true }) };
  };
}

async function toServer(options: ExportOptions, { signal }: Context): Promise<Target> {
  const { syslog = '', format = 'dicom', since = 0 } = options;
  const server = await syslogServer(syslog, options);
  return async (vault) => {
    const about = { format, since, host: hostname() };
    const count = await sendSyslog(server, asSyslog(exportedEntries(vault, about), about), { signal });
    return { count, said: { syslog: `tls://${server.host}:${server.port}` } };
  };
}

function demandIntact({ intact, brokenAt = 0 }: { intact: boolean; brokenAt?: number }): void {
  if (!intact) throw new CodedError('audit-broken', { n: brokenAt });
}
