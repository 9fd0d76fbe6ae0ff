import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CodedError } from '../../contract/errors.ts';
import { loadData } from '../../host/data.ts';
import { plan } from '../../studio/plan.ts';
import { checkProtocols } from '../../studio/protocol-files.ts';
import { type Context, outputOf } from '../context.ts';
import { exitStatus } from '../exit-status.ts';

export function addProtocolCommands(program: Command, context: Context): void {
  const protocols = program.command('protocols').description('list, dry-run and validate protocols');

  protocols
    .command('list')
    .description('list the protocols of this station')
    .action(async (_options, command: Command) => {
      const output = outputOf(command);
      const { protocols: known } = await loadData(context.root);
      const list = [...known.values()].map(({ id, version, title, description, steps, extras }) => {
        return { id, version, title, description, steps: steps.length, extras: extras.length };
      });
      for (const { id, version, title, steps, extras } of list) {
        output.line(`${id}  v${version}  ${steps} steps, ${extras} extras  ${title.en}`);
      }
      output.document(list);
    });

  protocols
    .command('plan <id>')
    .description('print the flat steps of a protocol without any camera')
    .action(async (id: string, _options, command: Command) => {
      const output = outputOf(command);
      const { protocols: known } = await loadData(context.root);
      const protocol = known.get(id);
      if (!protocol) throw new CodedError('protocol-unknown', { protocol: id, known: [...known.keys()].join(', ') });
      const steps = plan(protocol);
      for (const { index, id: step, view, title, fieldWidthMm, orientation, mirror, camera, scene } of steps) {
        const turned = mirror === 'none' ? orientation : `${orientation}, mirror ${mirror}`;
        const by = camera ? `  camera ${camera}` : '';
        output.line(
          `${index + 1}. ${step}  ${view}  ${title.en}  field ${fieldWidthMm} mm ${turned}  scene ${scene}${by}`,
        );
      }
      output.document(steps);
    });

  protocols
    .command('check <file...>')
    .description('validate protocol files: unknown keys, duplicate ids, missing guides and scenes')
    .action(async (files: string[], _options, command: Command) => {
      const output = outputOf(command);
      const { guides, scenes } = await loadData(context.root);
      const known = { guides, scenes: new Set(scenes.keys()) };
      const errors = await checkProtocols(
        files.map((file) => resolve(file)),
        known,
      );
      for (const { file, path, message } of errors) {
        output.progress(`protocol-invalid: ${[file, path, message].filter(Boolean).join(': ')}`);
      }
      if (errors.length === 0) output.line(`${files.length} of ${files.length} files are good.`);
      output.document({ ok: errors.length === 0, errors });
      if (errors.length > 0) context.status = exitStatus.failed;
    });
}
