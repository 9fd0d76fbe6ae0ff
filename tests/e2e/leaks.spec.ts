import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { type Workplace, workplace } from '../rigs/cli.ts';
import {
  bytesDisguised,
  disguises,
  finder,
  foundInMemory,
  type Leak,
  leaksIn,
  mayDumpCore,
  processesUnder,
  toldTo,
} from '../rigs/leaks.ts';
import { markedSubject } from '../rigs/marked-subject.ts';
import { type ServedStudio, serveStudio } from '../rigs/served-studio.ts';
import { patienceMs } from '../rigs/tethered-page.ts';

/*
 * A patient who exists nowhere else is photographed, with everything that may happen to a session, on the real studio and in
 * a browser that keeps a profile. Then every place that could remember anything is searched for what this patient is known
 * by. The store lies outside: that is where the patient is meant to be found.
 */
const patient = {
  family: 'Zqxjéwürkøz',
  given: 'Qwizzélynka',
  patientId: 'ZQX7719JKWV',
  birthDate: '23/08/1931',
};
const reason = 'Vqjzécroûtelle';
const inThePicture = 'Xqzpixélographe';
const words = [patient.family, patient.given, patient.patientId, reason, inThePicture];
/** A birth date is no word: it is looked for as people, journals and DICOM write it. */
const dates = ['1931-08-23', patient.birthDate];
const needles = [...words, ...dates].flatMap(disguises);
/** What a process that holds pictures must not know beside them: whose they are. */
const identity = [patient.family, patient.given, patient.patientId, reason, ...dates].flatMap(disguises);
/** So many bytes in the midst of a JPEG's picture are in no other file by chance. */
const pieceBytes = 48;

let place: Workplace;
let hospital: string;
let camera: VirtualCamera;
let studios: ServedStudio[];
let browser: BrowserContext | undefined;
/** What every process of the studio was told at its start. */
let told: Map<number, { arguments: Buffer; environment: Buffer }>;
/** Pieces of the pictures that the page was shown. */
let shown: Map<string, Buffer>;
let leaks: Leak[];

test.use({ locale: 'en-GB' });

test.beforeEach(async () => {
  place = await workplace();
  hospital = await mkdtemp(join(tmpdir(), 'incidence-hospital-'));
  for (const name of ['home', 'tmp', 'work', 'profile']) await mkdir(join(place.folder, name));
  Object.assign(place.env, { HOME: join(place.folder, 'home'), TMPDIR: join(place.folder, 'tmp') });
  camera = await startVirtualCamera({
    model: 'nikon',
    subject: markedSubject(inThePicture),
    litByTrigger: false,
    widthPx: 640,
    seed: 1,
  });
  [studios, told, shown, leaks] = [[], new Map(), new Map(), []];
});

test.afterEach(async () => {
  await browser?.close();
  browser = undefined;
  for (const studio of studios) await studio.stop();
  await camera.close();
  await rm(hospital, { recursive: true, force: true });
  await place.remove();
});

/** As on a station that writes core files, where the machine lets it: whoever crashes would leave its memory where it was started. */
async function startStudio(): Promise<ServedStudio> {
  const studio = await serveStudio(place, {
    camera: camera.port,
    store: `folder:${hospital}`,
    cwd: join(place.folder, 'work'),
    through: ['sh', '-c', 'ulimit -S -c "$(ulimit -H -c)"; exec "$@"', 'sh'],
  });
  studios.push(studio);
  return studio;
}

/** A browser as a user has one: its profile stays on the disk. */
async function openBrowser(): Promise<Page> {
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  browser = await chromium.launchPersistentContext(join(place.folder, 'profile'), {
    ...(executablePath ? { executablePath } : {}),
    args: args ?? [],
    env: { ...process.env, ...place.env } as Record<string, string>,
    locale: 'en-GB',
    viewport: { width: 1920, height: 1080 },
  });
  browser.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!/^\/(pictures|composites|contact-sheets)\//.test(pathname) || !response.ok()) return;
    response.body().then(
      (jpeg) => shown.set(pathname, jpeg.subarray(jpeg.length >> 1, (jpeg.length >> 1) + pieceBytes)),
      () => undefined,
    );
  });
  return await browser.newPage();
}

const pidOf = ({ running }: ServedStudio): number => running.child.pid ?? 0;

/** Looks everywhere now: what was there for a moment only is a leak as well. */
async function look(studio: ServedStudio): Promise<void> {
  for (const pid of await processesUnder(pidOf(studio))) {
    if (!told.has(pid)) told.set(pid, await toldTo(pid));
    expect(await mayDumpCore(pid), `process ${pid} may leave a core file`).toBe(false);
  }
  leaks.push(...(await leaksIn(place.folder, finder(needles))));
}

async function childNamed(studio: ServedStudio, name: string): Promise<number> {
  for (const pid of await processesUnder(pidOf(studio))) {
    if ((await toldTo(pid)).arguments.includes(`${name}.js`)) return pid;
  }
  throw new Error(`no process ${name}`);
}

async function take(page: Page, number: number): Promise<void> {
  await page.locator('[data-name=take]').press('Enter', { timeout: patienceMs });
  await expect(page.locator(`.last[data-number="${number}"]`)).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
}

async function accept(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible({ timeout: patienceMs });
}

async function skip(page: Page): Promise<void> {
  const skipped = await page.locator('.rail-steps li[data-state=skipped]').count();
  await page.keyboard.press('s');
  await page.locator('.skip').getByRole('textbox').fill(reason);
  await page.keyboard.press('Enter');
  await expect(page.locator('.rail-steps li[data-state=skipped]')).toHaveCount(skipped + 1);
}

test('a patient is found in the hospital’s store, and nowhere else', async () => {
  const before = await startStudio();
  const page = await openBrowser();
  await page.goto(before.url);
  await page.fill('[name=patientId]', patient.patientId);
  await page.fill('[name=family]', patient.family);
  await page.fill('[name=given]', patient.given);
  await page.fill('[name=birthDate]', patient.birthDate);
  await page.locator('label:has(input[name=sex][value=F])').click();
  await page.check('[name=protocol][value=ortho-abo]');
  await page.keyboard.press('Enter');
  await take(page, 1);
  await page.keyboard.press('r');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
  await take(page, 2);
  await accept(page);
  await skip(page);
  await look(before);

  // A child that crashes with a patient's pictures in its memory; its successor draws on.
  const crashed = await childNamed(before, 'quality');
  process.kill(crashed, 'SIGSEGV');
  await expect.poll(() => toldTo(crashed).then(({ arguments: all }) => all.length), { timeout: patienceMs }).toBe(0);
  await take(page, 3);
  await look(before);

  // The studio itself, in the midst of a session; a browser remembers what was typed into a page that broke down.
  const exit = once(before.running.child, 'exit');
  process.kill(pidOf(before), 'SIGABRT');
  await exit;
  await look(before);
  const after = await startStudio();
  await page.goto(after.url);
  await expect(page.getByRole('region', { name: /was cut off/ })).toContainText('saved');
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
  await accept(page);
  for (let view = 4; view <= 7; view += 1) await skip(page);
  await take(page, 4);
  await page.keyboard.press('Enter');
  await expect(page.locator('.series-says')).toContainText(reason);
  await page.keyboard.press('b');
  await expect(page.locator('img[src*="/composites/"]')).toHaveJSProperty('complete', true);
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=confirmed]')).toContainText('3 of 3', { timeout: patienceMs });
  await look(after);
  const asked = finder(identity);
  expect(await foundInMemory(pidOf(after), asked)).not.toEqual(new Set());
  // The one that takes the pictures, and the one that has drawn them under the patient's name.
  for (const name of ['camera', 'quality']) {
    const pid = await childNamed(after, name);
    leaks.push(...[...(await foundInMemory(pid, asked))].map((what) => ({ where: `memory of ${name}`, what })));
  }

  // A page that is left in the midst of a patient's name.
  await page.keyboard.press('Enter');
  await page.fill('[name=patientId]', patient.patientId);
  await page.fill('[name=family]', patient.family);
  await browser?.close();
  await look(after);
  await after.stop();

  const pieces = [...shown].flatMap(([path, piece]) => bytesDisguised(path, piece));
  expect(shown.size).toBeGreaterThan(4);
  leaks.push(...(await leaksIn(place.folder, finder([...needles, ...pieces]))));
  const find = finder(needles);
  for (const [pid, start] of told) {
    for (const [part, bytes] of Object.entries(start)) {
      leaks.push(...find(bytes).map((what) => ({ where: `process ${pid} (${part})`, what })));
    }
  }
  expect(summary(leaks)).toEqual([]);
  expect(told.size).toBeGreaterThan(4);

  // The same search finds each word where it belongs.
  const delivered = (await leaksIn(hospital, find)).map(({ what }) => what);
  for (const word of [patient.family, patient.given, patient.patientId, inThePicture])
    expect(delivered.some((what) => what.startsWith(word))).toBe(true);
});

test('the search finds a patient in whatever form it is left lying about', async () => {
  const find = finder(needles);
  const corner = join(place.folder, 'tmp', 'corner');
  for (const [number, { name, bytes }] of needles.entries()) {
    await writeFile(corner, Buffer.concat([Buffer.alloc(number % 7, 0x41), bytes, Buffer.from('\n')]));
    const found = (await leaksIn(place.folder, find)).map(({ what }) => what);
    expect(found).toContain(name);
  }
  const [typed, piece] = [Buffer.from(patient.family), Buffer.from(patient.given)];
  for (let lead = 0; lead < 3; lead += 1) {
    const hidden = Buffer.concat([Buffer.alloc(lead, 0x2e), typed, piece]).toString('base64');
    expect(find(Buffer.from(hidden)).some((name) => name.includes('base64'))).toBe(true);
  }
  await rm(corner);
  await writeFile(join(place.folder, 'tmp', patient.family), '');
  expect(await leaksIn(place.folder, find)).not.toEqual([]);
  expect(await readdir(join(place.folder, 'tmp'))).toEqual([patient.family]);
  expect(await readFile(join(place.folder, 'tmp', patient.family), 'utf8')).toBe('');
});

test('the search finds what a page leaves in its browser’s profile', async () => {
  const studio = await startStudio();
  const page = await openBrowser();
  await page.goto(studio.url);
  await page.evaluate((name) => localStorage.setItem('last', name), patient.family);
  await browser?.close();
  const found = await leaksIn(place.folder, finder(needles));
  expect(found.filter(({ where }) => where.startsWith('profile/'))).not.toEqual([]);
});

/** Each place once, with all that was found there. */
function summary(found: readonly Leak[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const { where, what } of found) places.set(where, (places.get(where) ?? new Set()).add(what));
  return [...places].map(([where, what]) => `${where}: ${[...what].join('; ')}`);
}
