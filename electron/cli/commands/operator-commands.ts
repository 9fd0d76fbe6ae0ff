import { type Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';
import { type OperatorChange, operatorChange, type Role, roles } from '../../contract/operators.ts';
import { charterPath, openAccess, type VaultAccess } from '../../host/vault-access.ts';
import { loadCharter } from '../../studio/access/charter-file.ts';
import { openVault } from '../../vault/vault.ts';
import { type Context, outputOf, placeOf, sayRecoveryKey } from '../context.ts';
import { addOperatorOptions, type OperatorOptions, secretIn, signIn, signInFor } from '../operator-option.ts';
import { oneOrMore } from '../option-values.ts';
import { SecretInput } from '../secret-input.ts';
import { terminalLanguage } from '../terminal-language.ts';

type Work = (defined: VaultAccess, input: SecretInput) => Promise<void>;
type Changing = OperatorOptions & {
  id: string;
  name?: string;
  role?: Role;
  newPassword?: boolean;
  newPasswordFile?: string;
  disable?: boolean;
  enable?: boolean;
};

const newPasswordFile = ['--new-password-file <file>', 'the new password, instead of a further line of stdin'] as const;

export function addOperatorCommands(program: Command, context: Context): void {
  const operators = program.command('operators').description('who may work with this vault, as what');

  addOperatorOptions(operators.command('list'))
    .description('list everybody who was defined')
    .action(async (options: OperatorOptions, command: Command) => {
      await withAccess(options, command, async (defined) => print(defined, command));
    });

  addOperatorOptions(operators.command('add'))
    .description('define an operator; the first one must be a department head, and ends the station’s own rights')
    .requiredOption('--id <id>', 'small letters, digits, dot, hyphen and underscore')
    .requiredOption('--name <name>', 'as it is written into DICOM', text)
    .addOption(new Option('--role <role>').choices(roles).makeOptionMandatory())
    .option(...newPasswordFile)
    .action(async (options: Changing, command: Command) => {
      await withAccess(options, command, async (defined, input) => {
        const { id, name = '', role = 'photographer' } = options;
        if (defined.operators.has(id)) throw badInput(`id: ${id} is there already`);
        await save(defined, { id, name, role, password: await newSecret(defined, options, input) });
        print(defined, command);
      });
    });

  addOperatorOptions(operators.command('change'))
    .description('change an operator’s name, role or password, or whether they may sign in')
    .requiredOption('--id <id>', 'who is changed')
    .option('--name <name>', 'as it is written into DICOM', text)
    .addOption(new Option('--role <role>').choices(roles))
    .option('--new-password', 'a new password, in a further line of stdin')
    .option(...newPasswordFile)
    .option('--disable', 'may not sign in any more')
    .option('--enable', 'may sign in again')
    .action(async (options: Changing, command: Command) => {
      await withAccess(options, command, async (defined, input) => {
        const before = defined.operators.views().find(({ id }) => id === options.id);
        if (!before) throw badInput(`id: nobody is called ${options.id}`);
        const { newPassword, newPasswordFile: file, disable, enable } = options;
        await save(defined, {
          ...{ id: before.id, name: options.name ?? before.name, role: options.role ?? before.role },
          ...(newPassword || file ? { password: await newSecret(defined, options, input) } : {}),
          ...(disable || enable ? { disabled: disable === true } : {}),
        });
        print(defined, command);
      });
    });

  addOperatorOptions(operators.command('charter'))
    .description('print what every operator signs once, and sign it')
    .option('--sign <version>', 'the version that is signed', oneOrMore)
    .action(async (options: OperatorOptions & { sign?: number }, command: Command) => {
      await withVault(command, async ({ access }, input) => {
        if (options.sign !== undefined) {
          await signIn(access, options, input);
          await access.signCharter(options.sign);
        }
        const { version, title, text: sentences } = await loadCharter(charterPath(context.root));
        const language = terminalLanguage(process.env);
        const output = outputOf(command);
        output.line(`${title[language]} · ${version}\n\n${sentences[language]}`);
        output.document({ version, title, text: sentences, signed: options.sign !== undefined });
      });
    });

  async function withAccess(options: OperatorOptions, command: Command, work: Work): Promise<void> {
    await withVault(command, async (defined, input) => {
      await signInFor(defined.access, options, 'configure', input);
      await work(defined, input);
    });
  }

  async function withVault(command: Command, work: Work): Promise<void> {
    const { vaultDir, ...place } = placeOf(command);
    const vault = await openVault(vaultDir, { clock: systemClock, log: context.log, ...place });
    sayRecoveryKey(vault);
    const input = new SecretInput();
    try {
      await work(await openAccess(vault, context), input);
    } finally {
      input.close();
      await vault.close();
    }
  }

  /** The first operator of all may be given the one password that there is in either way. */
  async function newSecret({ access }: VaultAccess, options: Changing, input: SecretInput): Promise<string> {
    const file = options.newPasswordFile ?? (access.state === 'station' ? options.passwordFile : undefined);
    return file ? await secretIn(file) : await input.next(`${options.id}, new`);
  }

  async function save({ access }: VaultAccess, change: OperatorChange): Promise<void> {
    const parsed = operatorChange.safeParse(change);
    const issue = parsed.error?.issues[0];
    if (!parsed.success) throw badInput(`${issue?.path.join('.')}: ${issue?.message}`);
    await access.saveOperator(parsed.data);
  }

  function print({ operators: defined }: VaultAccess, command: Command): void {
    const output = outputOf(command);
    const all = defined.views();
    for (const { id, name, role, disabled } of all) {
      output.line(`${id}  ${name}  ${role}${disabled ? '  disabled' : ''}`);
    }
    if (all.length === 0) output.line('Nobody is defined: the station works by itself.');
    output.document({ operators: all });
  }
}

function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('A name is expected.');
  return value.trim();
}

function badInput(at: string): CodedError {
  return new CodedError('bad-input', { call: 'operators', at });
}
