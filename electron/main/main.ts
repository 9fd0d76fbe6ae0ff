import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  utilityProcess,
  type WebContents,
} from 'electron';
import { systemClock } from '../base/clock.ts';
import { forbidCoreDumps } from '../base/core-dumps.ts';
import { createLog, fileSink } from '../base/log.ts';
import { defaultKeyFile, defaultVaultDir, findRoot } from '../base/places.ts';
import { CodedError, type ErrorInfo } from '../contract/errors.ts';
import { type Assembly, assemble, defaultStoreDir } from '../host/assemble.ts';
import { keyFile } from '../host/keys/key-file.ts';
import { fixationFiles, pageFiles } from '../host/page-files.ts';
import { readArguments } from './arguments.ts';
import { failureText } from './failure-text.ts';
import { fixationPlace } from './fixation-window.ts';
import { menuEntries } from './menu.ts';
import { giveFixationPort, givePorts, type PortsGiven } from './ports.ts';
import { answerPage, fixationUrl, pageUrl, scheme, schemePrivileges } from './protocol.ts';
import { reloadLimit } from './reload-limit.ts';
import { utilitySpawn } from './spawn.ts';
import { fixationPartition, partition, policeContents, policeSession, webPreferences } from './window-policy.ts';

/*
 * Start-up in Electron: one window around the same studio that `serve` runs, and one in front of the patient. Everything that
 * can be decided without Electron is decided in the files beside this one; here it is only put together.
 */
const here = import.meta.dirname;
const root = findRoot(here);
const dataFolder = dirname(defaultVaultDir());
const pageFolder = join(here, '..', 'renderer');
const developing = !app.isPackaged;

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

if (app.requestSingleInstanceLock()) {
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
  const assembly = await assemble({
    root,
    version: versionOf(app.getAppPath()),
    log,
    vaultDir: resolve(given.vault ?? defaultVaultDir()),
    keys: keyFile(defaultKeyFile(), () => log.info('key-file-made')),
    camera: given.camera,
    trigger: given.trigger,
    store: given.store ?? `folder:${defaultStoreDir()}`,
    testStore: given.testStore,
    spawn: utilitySpawn({ fork: utilityProcess.fork, log: logSink, protect: forbidCoreDumps }),
    entryFolder: here,
    pageFolder,
  });
  closeBeforeQuitting(assembly);
  await serveThePages(assembly);
  openWindow(assembly);
  // Their state, also that they failed, is part of what the page shows.
  assembly.openDevices().catch((error: unknown) => log.error('devices-not-open', error));
  void assembly.studio.checkStore();
}

/** The operator's page has the studio's pictures beside it; the patient's screen has itself alone. */
async function serveThePages({ studio }: Assembly): Promise<void> {
  const { unexpected } = log;
  const [pages, screens] = [session.fromPartition(partition), session.fromPartition(fixationPartition)];
  for (const policed of [pages, screens, session.defaultSession]) policeSession(policed, developing);
  const pictures = (request: Request): Promise<Response | null> => studio.handleRequest(request);
  const none = async (): Promise<null> => null;
  pages.protocol.handle(scheme, answerPage({ pictures, page: await pageFiles(pageFolder), unexpected }));
  screens.protocol.handle(
    scheme,
    answerPage({ pictures: none, page: await fixationFiles(pageFolder, new URL(fixationUrl).pathname), unexpected }),
  );
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
  const fixation = fixationWindow(window, assembly);
  askForFixation = fixation.open;
  window.on('closed', fixation.close);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  void window.loadURL(pageUrl);
}

/**
 * The window in front of the patient: at most one, on the display that the operator's window is not on. Opening it again
 * moves it there. It takes no keys away from the operator, and its screen stays on.
 */
function fixationWindow(operators: BrowserWindow, { studio }: Assembly): { open(): void; close(): void } {
  let window: BrowserWindow | null = null;

  function open(): void {
    const displays = screen.getAllDisplays();
    const place = fixationPlace(displays, screen.getDisplayMatching(operators.getBounds()));
    window ??= create();
    window.setFullScreen(false);
    window.setBounds(place.bounds);
    window.setFullScreen(place.fullscreen);
    window.showInactive();
  }

  function create(): BrowserWindow {
    const made = new BrowserWindow({
      show: false,
      autoHideMenuBar: true,
      backgroundColor: '#121212',
      webPreferences: webPreferences(join(here, '..', 'preload', 'fixation.cjs'), fixationPartition, developing),
    });
    const awake = powerSaveBlocker.start('prevent-display-sleep');
    let given: PortsGiven | null = null;
    made.webContents.on('did-finish-load', () => {
      given?.close();
      const attach = studio.attachFixation.bind(studio);
      given = giveFixationPort(made.webContents.mainFrame, () => new MessageChannelMain(), attach);
    });
    made.webContents.on('render-process-gone', () => made.destroy());
    made.on('closed', () => {
      given?.close();
      powerSaveBlocker.stop(awake);
      window = null;
    });
    void made.loadURL(fixationUrl);
    return made;
  }

  return { open, close: () => window?.destroy() };
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

function fail(error: unknown): void {
  tell(error);
  app.exit(1);
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
