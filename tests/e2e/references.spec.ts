import { expect, type Page } from '@playwright/test';
import { signOff, signOn } from '../rigs/fake-access.ts';
import { goodFindings } from '../rigs/fake-state.ts';
import { aDay, aDelivery, anItem, aStore, teaching } from '../rigs/hospital-data.ts';
import { photograph } from '../rigs/interface-page.ts';
import { expectReference, type Reference, test } from '../rigs/reference-page.ts';

/** The README's pictures: what is compared here is what a stranger sees there. */

async function begin({ page }: Reference, protocol: string): Promise<void> {
  await expect(page.locator('.new-patient')).toBeVisible();
  await page.fill('[name=patientId]', '8004512');
  await page.fill('[name=family]', 'Dupré');
  await page.fill('[name=given]', 'Zoé');
  await page.fill('[name=birthDate]', '04/05/2016');
  await page.check('[name=sex][value=F]');
  await page.check(`[name=protocol][value=${protocol}]`);
  await page.keyboard.press('Enter');
  await live(page);
}

/** Live view of the step that the screen names: one frame later than the one that was under way. */
async function live(page: Page): Promise<void> {
  // Each view's face is drawn when it is first asked for.
  await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false', { timeout: 20_000 });
}

async function select(page: Page, step: string): Promise<void> {
  await page.locator(`.rail-steps [data-step=${step}] button`).click();
  await expect(page.locator(`.rail-steps [data-step=${step}]`)).toHaveAttribute('data-aimed', 'true');
  await live(page);
}

/** What the upload before this one has come to. */
function sending({ studio }: Reference): void {
  studio.change((state) => {
    state.deliveries = [
      {
        ...{ id: 'job', session: 'earlier', series: '2.25.2', store: 'dicomweb:https://pacs.example/dicom-web' },
        ...{ state: 'sending', attempts: 1, confirmed: 6, of: 9, pictures: [] },
        updatedAt: '2026-11-22T08:04:00.000Z',
      },
    ];
  });
}

test('the capture screen, in both themes and both languages; the series, Today, deliveries, the room', async ({
  reference,
}) => {
  const { page, studio, prefer, setTime } = reference;
  await setTime('2026-03-12T08:40:00Z');
  await page.goto(studio.url);
  await begin(reference, 'gaze-9');
  for (let shot = 0; shot < 3; shot++) await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
  await page.keyboard.press('Escape');

  await setTime('2026-11-22T08:05:00Z');
  await page.reload();
  sending(reference);
  await begin(reference, 'gaze-9');
  studio.change((state) => {
    const [flash, , sharp] = goodFindings;
    state.findings = [goodFindings, goodFindings];
    if (flash && sharp) state.findings.push([flash, sharp, { code: 'exposure-dark', level: 'advise' }]);
  });
  for (let shot = 0; shot < 3; shot++) await photograph(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Haut-droite');
  await expect(page.locator('.previous')).toContainText('6 sur 9');
  await live(page);
  for (const language of ['fr', 'en'] as const) {
    for (const theme of ['dark', 'light'] as const) {
      prefer({ language, theme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expectReference(page, `capture-${language}-${theme}`);
    }
  }

  prefer({ language: 'fr', theme: 'dark' });
  await page.keyboard.press('v');
  await page.keyboard.press('ArrowLeft');
  await expectReference(page, 'series-missing');
  await page.keyboard.press('e');
  await expectReference(page, 'series-compared');
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  for (let shot = 0; shot < 6; shot++) await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.series-says')).toContainText('Toutes les vues sont faites.');
  studio.change((state) => {
    state.confirmMs = 600_000;
    state.deliveries = [];
  });
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery')).toHaveAttribute('data-state', 'sending');
  studio.change((state) => {
    state.deliveries = state.deliveries.map((delivery) => {
      const pictures = delivery.pictures.map((picture, index) => {
        return {
          ...picture,
          state: index < 5 ? ('confirmed' as const) : index < 7 ? ('stored' as const) : picture.state,
        };
      });
      return { ...delivery, confirmed: 5, pictures };
    });
  });
  await expect(page.locator('.delivery')).toContainText('5 sur 9');
  await expectReference(page, 'series-sent');

  prefer({ theme: 'light' });
  studio.change((state) => signOn(state, 'croy'));
  await page.keyboard.press('Enter');
  await expect(page.locator('.session-row')).toHaveCount(2);
  await expectReference(page, 'today');
  await page.locator('.delivery-summary').click();
  await expect(page.locator('.deliveries tbody tr')).toHaveCount(1);
  await page.mouse.move(0, 0);
  await expectReference(page, 'deliveries');
  await page.keyboard.press('m');
  await expect(page.locator('[data-name=detect]')).toBeVisible();
  await expectReference(page, 'room');
});

test('who is at work, the recovery key, the vault', async ({ reference }) => {
  const { page, studio } = reference;
  studio.change(signOff);
  await page.goto(studio.url);
  await page.check('[name=operator][value=croy]');
  await page.fill('[name=password]', 'correct horse');
  await expectReference(page, 'sign-in');

  studio.change((state) => {
    signOn(state, 'plenoir');
    state.vault = { ...state.vault, recovery: 'not-shown-yet' };
  });
  await page.locator('[data-name=show]').click();
  await expect(page.locator('.first-start > .key-groups')).toBeVisible();
  await page.mouse.move(0, 0);
  await expectReference(page, 'first-start');

  studio.change((state) => {
    state.vault = { ...state.vault, recovery: 'kept' };
  });
  for (const [given, birthDate] of [
    ['Zoé', '2016-05-04'],
    ['Léo', '2014-11-30'],
    ['Inès', '2018-02-17'],
  ] as const) {
    await page.fill('[name=patientId]', birthDate.replaceAll('-', ''));
    await page.fill('[name=family]', 'Dupré');
    await page.fill('[name=given]', given);
    await page.fill('[name=birthDate]', birthDate.split('-').reverse().join('/'));
    await page.check('[name=sex][value=F]');
    await page.check('[name=protocol][value=gaze-9]');
    await page.keyboard.press('Enter');
    await live(page);
    const session = studio.session()?.opened.session ?? '';
    studio.change(({ behind }) => {
      const row = { session, series: '2.25.2', originals: 9, bytes: 82_236_618, unsent: 1 };
      const whys = [{ why: 'kept' }, { why: 'held' }, { why: 'waiting', dueAt: '2026-12-22T08:05:00.000Z' }] as const;
      const why = whys[behind.retention.length];
      if (why) behind.retention.push({ ...row, ...why });
    });
    await page.keyboard.press('Escape');
    await expect(page.locator('.new-patient')).toBeVisible();
  }
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  await page.locator('[data-why=held] [data-name=hold]').click();
  await page.fill('[name=hold-reason]', 'Réquisition');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-why=held] .held-mark')).toBeVisible();
  await page.mouse.move(0, 0);
  await expectReference(page, 'vault');
});

test('who is expected, what each store has proven, whom the station talks to', async ({ reference }) => {
  const { page, studio, prefer } = reference;
  prefer({ theme: 'light' });
  studio.change((state) => {
    signOn(state, 'plenoir');
    const [first, second, third, ...rest] = aDay(42);
    const asked = anItem('1002', {
      patient: { name: 'MARTIN^Léo', birthDate: undefined },
      scheduledAt: '2026-11-22T08:04:00',
    });
    const items = [first, second, third && asked, ...rest].flatMap((item) => (item ? [item] : []));
    state.hospital.worklist = { state: 'ready', at: '2026-11-22T08:04:00.000Z', items };
    state.hospital.connections = {
      ...state.hospital.connections,
      stores: [aStore({ tls: { ca: true, certificate: false } }), { ...teaching, credentials: 'bearer' }],
      worklist: { address: 'dicom:RIS@ris.example:105', callingAet: 'INCIDENCE', modality: 'XC' },
      mapping: [
        { field: 'code', value: 'BJQP003@CCAM', protocol: 'gaze-9' },
        { field: 'words', value: 'orthodont', protocol: 'ortho-15' },
      ],
    };
    const takes = ['VL Photographic, JPEG', 'Storage Commitment'];
    state.hospital.checks = {
      archive: { ok: true, takes },
      teaching: { ok: false, takes: [], error: { code: 'store-unauthorised' } },
    };
  });
  await page.goto(studio.url);
  await page.locator('[data-item="1000"]').click();
  await live(page);
  const session = studio.session()?.opened.session ?? '';
  for (let shot = 0; shot < 9; shot++) await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.contents')).toBeVisible();
  await page.locator('.contents summary').click();
  await page.mouse.move(0, 0);
  await expectReference(page, 'series-contents');
  await page.locator('[data-name=close]').click();
  await expect(page.locator('.delivery[data-state=confirmed]')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-item="1000"]')).toHaveAttribute('data-done', 'true');
  await expectReference(page, 'today-worklist');

  studio.change((state) => {
    const receipt = { at: '2026-11-22T08:04:00.000Z', sha256: '5e0c91d4a7b83f26'.repeat(4) };
    const copy = { session, store: teaching.address, storeName: teaching.name, purpose: 'copy' } as const;
    const going = aDelivery({ ...copy, id: 'b', confirmed: 3, stored: 2, urgent: true });
    const sending = { state: 'sending', sent: 0.4 } as const;
    state.deliveries = [
      aDelivery({ id: 'a', session, confirmed: 9, receipt, storeName: 'Archive de l’hôpital', purpose: 'archive' }),
      { ...going, pictures: going.pictures.map((one, index) => (index === 5 ? { ...one, ...sending } : one)) },
    ];
  });
  await page.locator('.delivery-summary').click();
  await page.locator('[data-name=objects]').nth(1).click();
  await page.mouse.move(0, 0);
  await expectReference(page, 'deliveries-stores');
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  await page.locator('[data-name=to-connections]').click();
  await page.locator('[data-name=check-archive]').click();
  await page.locator('[data-name=check-teaching]').click();
  await page.fill('[name=try-words]', 'Bilan orthodontique');
  await expect(page.locator('[data-ok=false]')).toBeVisible();
  await page.mouse.move(0, 0);
  await expectReference(page, 'connections');
});

test('a face, upright; an arch in the mirror', async ({ reference }) => {
  const { page, studio } = reference;
  await page.goto(studio.url);
  await begin(reference, 'ortho-15');
  await expectReference(page, 'capture-portrait');
  await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
  await select(page, 'occlusal-upper');
  await photograph(page);
  await page.keyboard.press('Enter');
  await select(page, 'occlusal-lower');
  await expectReference(page, 'capture-mirror');
});

test('an earlier visit over live view, moved; what the child looks at', async ({ reference }) => {
  const { page, studio, setTime } = reference;
  await setTime('2026-03-12T08:40:00Z');
  await page.goto(studio.url);
  await begin(reference, 'gaze-9');
  await photograph(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await setTime('2026-11-22T08:05:00Z');
  await page.reload();
  await begin(reference, 'gaze-9');
  await page.keyboard.press('f');
  await expect(page.locator('.ghost')).toBeVisible();
  for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press('ArrowRight');
  await expect(page.locator('.agreement-hint')).toHaveText('4 mm vers la droite →');
  await expectReference(page, 'capture-ghost');

  const display = await page.context().newPage();
  await display.goto(new URL('/fixation', studio.url).href);
  await expect(display.locator('main')).toHaveAttribute('data-state', 'target');
  await expectReference(display, 'fixation');
});
