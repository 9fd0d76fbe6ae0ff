import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeDurably } from '../../base/durable-file.ts';
import { patient } from '../../contract/patient.ts';
import { keyFile } from '../../host/keys/key-file.ts';
import { loadSentences } from '../../host/sentences.ts';
import { newIdentity, recipientOf } from '../../vault/keys.ts';
import { type Context, outputOf } from '../context.ts';
import { megabytes } from '../output.ts';
import { withStation } from '../station.ts';
import { terminalLanguage } from '../terminal-language.ts';
import { runSeries } from './run-command.ts';

const contactSheetWidthPx = 2400;

/** A person who does not exist, photographed by a camera that does not exist: safe to show anywhere. */
const nobody = patient.parse({
  patientId: 'DEMO-0001',
  name: 'DUPRÉ^Zoé',
  birthDate: '2016-05-04',
  sex: 'F',
});

export function addDemoCommand(program: Command, context: Context): void {
  program
    .command('demo')
    .description('nine directions of gaze on the virtual camera, lit, checked, stored, delivered, confirmed')
    .action(async (_options, command: Command) => {
      const output = outputOf(command);
      const folder = await mkdtemp(join(tmpdir(), 'incidence-demo-'));
      const store = join(folder, 'store');
      const begun = performance.now();
      const room = { camera: 'sim:nikon', trigger: 'sim:trigger', store: `folder:${store}` };
      // Nothing in it is anybody's: its key lies beside it, and nobody will ever recover it.
      const place = {
        vaultDir: join(folder, 'vault'),
        keys: keyFile(join(folder, 'station.key'), () => undefined),
        recoveryRecipient: await recipientOf(await newIdentity()),
      };
      await withStation(context, place, room, async (assembly) => {
        const sentences = loadSentences(context.root, terminalLanguage(process.env));
        const { status, document, state } = await runSeries({
          assembly,
          output,
          sentences,
          patient: nobody,
          options: { protocol: 'gaze-9', unattended: true },
          signal: context.signal,
        });
        const sheet = join(folder, 'contact-sheet.jpg');
        const { session } = state.opened;
        await writeDurably(
          sheet,
          await assembly.studio.pictures.composite(session, contactSheetWidthPx, sentences.language),
        );
        const bytes = document.shots.reduce((sum, shot) => sum + shot.bytes, 0);
        const seconds = ((performance.now() - begun) / 1000).toFixed(1);
        output.line(
          `${document.shots.length} pictures, ${megabytes(bytes)}, ${seconds} s from the first step to the last proof`,
        );
        output.line(`DICOM files:   ${join(store, document.studyUid, document.seriesUid)}`);
        output.line(`Contact sheet: ${sheet}`);
        output.document({ ...document, contactSheet: sheet });
        context.status = status;
      });
    });
}
