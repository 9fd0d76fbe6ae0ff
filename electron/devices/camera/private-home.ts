import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'incidence-camera-';

/**
 * libgphoto2 believes for two seconds what a property was, also when a dial was turned meanwhile that says of other
 * properties whether they can be written. Asked anew each time, a body tells in a millisecond.
 */
const librarySettings = 'ptp2=cachetime=0\n';

/**
 * Gives this process a home of its own and the plain C locale. libgphoto2 keeps settings in the home folder that every
 * program shares, and translates its labels; neither may reach us. Call before the library is loaded. The folder is
 * removed when the process exits, or by the function that is returned; one whose process was killed, by the next.
 */
export function enterPrivateHome(): () => void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const home = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  mkdirSync(join(home, '.gphoto'));
  writeFileSync(join(home, '.gphoto', 'settings'), librarySettings);
  const remove = (): void => rmSync(home, { recursive: true, force: true });
  process.once('exit', remove);
  process.env.HOME = home;
  process.env.LC_ALL = 'C.UTF-8';
  delete process.env.LANGUAGE;
  return () => {
    process.off('exit', remove);
    remove();
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
