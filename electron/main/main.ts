import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  type MessagePortMain,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  utilityProcess,
  type WebContents,
} from 'electron';
import { systemClock } from '../base/clock.ts';
import { forbidCoreDumps } from '../base/core-dumps.ts';
import { createLog, fileSink } from '../base/log.ts';
import { defaultKeyFile, defaultVaultDir, findRoot } from '../base/places.ts';
import { CodedError, type ErrorInfo, hasCode } from '../contract/errors.ts';
import { type Assembly, assemble } from '../host/assemble.ts';
import { keyFile } from '../host/keys/key-file.ts';
import type { AskPassphrase } from '../host/keys/passphrase.ts';
import { filesOfOne, pageFiles } from '../host/page-files.ts';
import type { KeyStore } from '../vault/keys.ts';
import { readArguments } from './arguments.ts';
import { failureText } from './failure-text.ts';
import { doorLeftOpen, quietSwitches } from './hardening.ts';
import { menuEntries } from './menu.ts';
import { fixationWindow, passphraseWindow, type WindowParts } from './one-port-windows.ts';
import { passphrasePrompt } from './passphrase-prompt.ts';
import { givePorts, type PortsGiven } from './ports.ts';
import { answerPage, fixationUrl, pageUrl, passphraseUrl, scheme, schemePrivileges } from './protocol.ts';
import { reloadLimit } from './reload-limit.ts';
import { whenScreenLocks } from './screen-lock.ts';
import { utilitySpawn } from './spawn.ts';
import { stationKeys } from './station-keys.ts';
import type { SystemStore } from './system-keys.ts';
import {
  fixationPartition,
  partition,
  passphrasePartition,
  policeContents,
  policeSession,
  webPreferences,
} from './window-policy.ts';

/*
 * Start-up in Electron: one window around the same studio that `serve` runs, and one in front of the patient. Everything that
 * can be decided without Electron is decided in the files beside this one; here it is only put together.
 */
const here = import.meta.dirname;
const root = findRoot(here);
const dataFolder = dirname(defaultVaultDir());
const pageFolder = join(here, '..', 'renderer');
const developing = !app.isPackaged;

/** What the windows with one port are made of. */
const parts: WindowParts<MessagePortMain> = {
  create: (options) => new BrowserWindow(options),
  createChannel: () => new MessageChannelMain(),
  preload: join(here, '..', 'preload', 'one-port.cjs'),
  developing,
};

app.setPath('userData', join(dataFolder, 'shell'));
protocol.registerSchemesAsPrivileged([{ scheme, privileges: schemePrivileges }]);
app.enableSandbox();

const logFile = process.env.INCIDENCE_LOG ?? join(dataFolder, 'log', 'incidence.jsonl');
mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
const logSink = fileSink(logFile);
const log = createLog({ process: 'main', sink: logSink });
if (!forbidCoreDumps()) log.warn('core-dumps-possible');

process.on('uncaughtException', (error) => {
  log.unexpected(error, 'main');
  app.exit(1);
});
process.on('warning', (warning) => log.error('process-warning', warning));

for (const name of quietSwitches) app.commandLine.appendSwitch(name);
const door = doorLeftOpen(app.isPackaged, (name) => app.commandLine.hasSwitch(name));

if (door !== undefined) {
  log.warn('not-started', { setting: door });
  app.exit(1);
} else if (app.requestSingleInstanceLock()) {
  // Until there is a studio, a window that closes is only the one that asked for the passphrase: Electron is not to quit by itself.
  app.on('window-all-closed', () => undefined);
  app.on('web-contents-created', (_event, contents) => policeContents(contents, () => askForFixation()));
  app.whenReady().then(start).catch(fail);
} else {
  app.quit();
}

/** Nobody can ask before there is a studio. */
let askForFixation = (): void => undefined;

async function start(): Promise<void> {
  const entries = menuEntries(process.platform);
  Menu.setApplicationMenu(entries && Menu.buildFromTemplate(entries));
  const given = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));
  policeSession(session.defaultSession, developing);
  const prompt = passphrasePrompt((attach, closed) => passphraseWindow(parts, attach, closed), log.unexpected);
  const assembly = await assemble({
    root,
    version: versionOf(app.getAppPath()),
    log,
    vaultDir: resolve(given.vault ?? defaultVaultDir()),
    keys: await keysFor(given.keyFile, prompt),
    recoveryRecipient: process.env.INCIDENCE_RECOVERY_RECIPIENT || undefined,
    camera: given.camera,
    trigger: given.trigger,
    store: given.store,
    testStore: given.testStore,
    spawn: utilitySpawn({ fork: utilityProcess.fork, log: logSink, protect: forbidCoreDumps }),
    entryFolder: here,
    pageFolder,
  });
  closeBeforeQuitting(assembly);
  await serveThePages(assembly);
  openWindow(assembly);
  prompt.done();
  whenScreenLocks(powerMonitor, process.platform, systemClock, () => {
    assembly.studio.lock().catch((error: unknown) => log.error('not-locked', error));
  });
  // Their state, also that they failed, is part of what the page shows.
  assembly.openDevices().catch((error: unknown) => log.error('devices-not-open', error));
  void assembly.studio.checkStore();
}

/** Where the vault's key is kept: in the file that was named, by the system, or under a passphrase that is asked for here. */
async function keysFor(named: string | undefined, prompt: { ask: AskPassphrase }): Promise<KeyStore> {
  if (named !== undefined) return keyFile(resolve(named), () => log.info('key-file-made'));
  serve(passphrasePartition, await filesOfOne(pageFolder, 'passphrase', new URL(passphraseUrl).pathname));
  return await stationKeys({
    keyFile: defaultKeyFile(),
    system: systemStore(),
    platform: process.platform,
    ask: prompt.ask,
  });
}

function systemStore(): SystemStore {
  const named = { darwin: 'keychain', win32: 'dpapi' }[process.platform as string];
  return {
    backend: named ?? safeStorage.getSelectedStorageBackend(),
    available: () => safeStorage.isAsyncEncryptionAvailable(),
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    decrypt: async (bytes) => (await safeStorage.decryptStringAsync(Buffer.from(bytes))).result,
  };
}

/** The operator's page has the studio's pictures beside it; the patient's screen has itself alone. */
async function serveThePages({ studio }: Assembly): Promise<void> {
  serve(partition, await pageFiles(pageFolder), (request) => studio.handleRequest(request));
  serve(fixationPartition, await filesOfOne(pageFolder, 'fixation', new URL(fixationUrl).pathname));
}

/** Answers the pages of one partition, which is kept in memory, without a cache. */
function serve(
  name: string,
  page: (path: string) => Promise<Response | null>,
  pictures: (request: Request) => Promise<Response | null> = async () => null,
): void {
  const pages = session.fromPartition(name, { cache: false });
  policeSession(pages, developing);
  pages.protocol.handle(scheme, answerPage({ pictures, page, unexpected: log.unexpected }));
}

function openWindow(assembly: Assembly): void {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#101214',
    webPreferences: webPreferences(join(here, '..', 'preload', 'preload.cjs'), partition, developing),
  });
  window.once('ready-to-show', () => window.show());
  connectPage(window.webContents, assembly);
  const fixation = fixationWindow(parts, (wire) => assembly.studio.attachFixation(wire), {
    all: () => screen.getAllDisplays(),
    operators: () => screen.getDisplayMatching(window.getBounds()),
    keepAwake() {
      const awake = powerSaveBlocker.start('prevent-display-sleep');
      return () => powerSaveBlocker.stop(awake);
    },
  });
  askForFixation = fixation.open;
  window.on('closed', fixation.close);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  void window.loadURL(pageUrl);
}

/** Each time the page has loaded it gets fresh ports; those of the page before are closed. */
function connectPage(contents: WebContents, { studio }: Assembly): void {
  const mayReload = reloadLimit(systemClock.elapsed);
  let given: PortsGiven | null = null;
  contents.on('did-finish-load', () => {
    given?.close();
    given = givePorts(contents.mainFrame, () => new MessageChannelMain(), studio);
  });
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    given?.close();
    given = null;
    if (reason === 'clean-exit') return;
    log.warn('page-gone', { state: reason, exit: exitCode });
    if (mayReload()) contents.reload();
    else {
      tell(new CodedError('process-gave-up', { process: 'page' }));
      app.quit();
    }
  });
}

/** Quitting waits until nothing is half done: the vault closes last. */
function closeBeforeQuitting(assembly: Assembly): void {
  let closing = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    assembly.close().then(
      () => app.exit(0),
      (error: unknown) => {
        log.unexpected(error, 'quit');
        app.exit(1);
      },
    );
  });
}

/** Whoever closed the window that asked for the passphrase knows why there is no studio. */
function fail(error: unknown): void {
  const closed = hasCode(error, 'aborted');
  if (!closed) tell(error);
  app.exit(closed ? 0 : 1);
}

function tell(error: unknown): void {
  const info: ErrorInfo =
    error instanceof CodedError ? error.toInfo() : { code: 'internal', reference: log.unexpected(error, 'start') };
  dialog.showErrorBox('Incidence', failureText(root, app.getLocale(), info));
}

function versionOf(folder: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest.version;
}
