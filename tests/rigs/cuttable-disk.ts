import { type FileSystem, nodeFileSystem } from '../../electron/base/file-system.ts';

/** The real file system, until it is cut off: from then on nothing happens any more. */
export function cuttable(): { fs: FileSystem; operations: number; cutAt: number } {
  const cut = { fs: nodeFileSystem, operations: 0, cutAt: Number.POSITIVE_INFINITY };
  const step = (): void => {
    cut.operations += 1;
    if (cut.operations > cut.cutAt) throw Object.assign(new Error('cut'), { code: 'EIO' });
  };
  const through = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          // Whatever is cut off, this process goes on and gives its files back.
          if (name === 'close') return await Reflect.apply(value, of, given);
          step();
          const result: unknown = await Reflect.apply(value, of, given);
          return name === 'open' ? through(result as object) : result;
        };
      },
    });
  cut.fs = through(nodeFileSystem);
  return cut;
}
