import { Trying } from '../../faults/trying.ts';

/**
 * Tries one point after the other: a name comes as a message, what was found goes back. Arguments: the bundled
 * `acting-station`, and a small file system where there is one.
 */
const [entry = '', mount] = process.argv.slice(2);
const trying = new Trying(entry, mount);

process.on('message', (name: string) => {
  void trying.try(name).then(
    (findings) => process.send?.(findings),
    (error: unknown) => process.send?.([{ kind: 'wrong', what: error instanceof Error ? error.stack : String(error) }]),
  );
});
process.on('disconnect', () => void trying.remove().then(() => process.exit()));
