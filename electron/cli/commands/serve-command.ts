import { join } from 'node:path';
import type { Command } from 'commander';
import { startWebServer } from '../../host/web-server.ts';
import { type Context, outputOf, placeOf } from '../context.ts';
import { collect, portNumber } from '../option-values.ts';
import { type RoomOptions, withStation } from '../station.ts';

type ServeOptions = RoomOptions & { port: number };

export function addServeCommand(program: Command, context: Context): void {
  program
    .command('serve')
    .description('the interface in a browser on this machine: prints a one-time address')
    .option('--port <p>', 'a fixed port (default: a free one)', portNumber, 0)
    .option(
      '--camera <[role=]address>',
      "a camera for this run, or none; may be repeated with another role (default: the room's cameras)",
      collect,
    )
    .option('--trigger <address>', 'the lights, or none', 'none')
    .option(
      '--store <address>',
      'where series go beside the department’s archives; may be repeated (default: nowhere; simulated series to a folder of the station)',
      collect,
    )
    .option('--test-store', 'the store is one for tests: it may get simulated pictures')
    .action(async (options: ServeOptions, command: Command) => {
      const output = outputOf(command);
      const pageFolder = join(context.root, 'out', 'renderer');
      const room = { ...options, pageFolder };
      await withStation(context, placeOf(command), room, async ({ studio, openDevices }) => {
        const server = await startWebServer({
          port: options.port,
          pageFolder,
          attach: (wire) => studio.attach(wire),
          attachFrames: (wire) => studio.attachFrames(wire),
          attachFixation: (wire) => studio.attachFixation(wire),
          handleRequest: (request) => studio.handleRequest(request),
          unexpected: context.log.unexpected,
        });
        void openDevices().catch(() => undefined);
        void studio.checkStore();
        output.line(server.url);
        output.document({ url: server.url });
        await new Promise<void>((stop) => {
          if (context.signal.aborted) stop();
          context.signal.addEventListener('abort', () => stop(), { once: true });
        });
        await server.close();
      });
    });
}
