/** Chromium's switches that leave nothing of a page behind: no crash report, no cache on the disk, no log of its own. */
export const quietSwitches = [
  'disable-breakpad',
  'disable-http-cache',
  'disable-gpu-shader-disk-cache',
  'disable-logging',
];

/** Switches that open the page to another program, or write down what it does. Whoever develops may give them. */
const doors = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'enable-logging',
  'log-file',
  'log-net-log',
  'trace-startup',
];

/** The first switch that a packaged studio does not start with; undefined where there is none. */
export function doorLeftOpen(isPackaged: boolean, has: (name: string) => boolean): string | undefined {
  return isPackaged ? doors.find(has) : undefined;
}
