import { fixationUrl, pageOrigin, pageUrl } from './protocol.ts';

/** In memory: without `persist:` nothing of a page is left when the application ends. */
export const partition = 'incidence';

/**
 * The screen in front of the patient has one of its own, where no picture is answered: nothing that goes wrong in its page can
 * ask for one, and it shares no process and no storage with the operator's.
 */
export const fixationPartition = 'incidence-fixation';

/** What asks for the passphrase shares nothing with what comes after it. */
export const passphrasePartition = 'incidence-passphrase';

/** What a window's page runs with. `preload` is an absolute path. */
export function webPreferences(preload: string, pages: string, developing: boolean) {
  return {
    preload,
    partition: pages,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    disableDialogs: true,
    // Its dictionaries come from the network, and names are no spelling mistakes.
    spellcheck: false,
    devTools: developing,
  } as const;
}

type Preventable = { preventDefault(): void };

/** Electron's Session, as far as the policy needs it. */
export type PolicedSession = {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  on(event: 'will-download', listener: (event: Preventable) => void): unknown;
  webRequest: {
    onBeforeRequest(
      listener: (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void,
    ): void;
  };
};

/** Denies every permission, every device, every download and every request that leaves the application. */
export function policeSession(session: PolicedSession, developing: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, developing) }));
}

/** Electron's WebContents, as far as the policy needs it. */
export type PolicedContents = {
  getURL(): string;
  setWindowOpenHandler(handler: (asked: { url: string }) => { action: 'deny' }): void;
  on(event: 'will-frame-navigate', listener: (event: Preventable & { url: string }) => void): unknown;
  on(event: 'will-redirect', listener: (event: Preventable & { url: string }) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
};

/**
 * Keeps a page where it is: no other address (loading itself again is none), no webview, and no window but the fixation
 * display, which it can only ask for: `openFixation` makes it, and the page gets no hold of it.
 */
export function policeContents(contents: PolicedContents, openFixation: () => void): void {
  const stay = (event: Preventable & { url: string }): void => {
    const itself = event.url === contents.getURL() && (event.url === pageUrl || event.url === fixationUrl);
    if (!itself) event.preventDefault();
  };
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (url === fixationUrl) openFixation();
    return { action: 'deny' };
  });
}

function mayLoad(url: string, developing: boolean): boolean {
  if (url.startsWith(pageUrl) || url.startsWith(`blob:${pageUrl}`)) return true;
  return developing && url.startsWith('devtools://');
}

/** Whether a frame is the application's own page and nothing inside it. */
export function isOurPage(frame: { origin: string; parent: unknown }): boolean {
  return frame.origin === pageOrigin && frame.parent === null;
}
