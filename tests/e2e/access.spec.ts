import { expect, type Page, type WebSocketRoute } from '@playwright/test';
import { badgeOf, fakeSecrets, signOff, signOn } from '../rigs/fake-access.ts';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { enterPatient, openSession, photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

/** Nobody is at work, and the page asks who it is. */
async function askedWho(page: Page, studio: FakeStudio): Promise<void> {
  studio.change(signOff);
  await page.goto(studio.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connexion');
}

/** Somebody at the camera, with one picture of a patient. */
async function atWork(page: Page, studio: FakeStudio, who = 'croy'): Promise<void> {
  studio.change((state) => signOn(state, who));
  await openSession(page, studio);
  await photograph(page);
  // A picture that is asked for in the moment of the lock would be refused, and the browser would say so.
  await expect(page.locator('.last .picture[data-state=shown]')).toBeVisible();
  await expect(page.locator('.picture[data-state=loading]')).toHaveCount(0);
}

async function locked(page: Page): Promise<void> {
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
}

/** Everything that the document holds, shown or not, and what it has fetched for it. */
async function traces(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const held = [document.documentElement.outerHTML, document.title];
    held.push(...[...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value));
    const found = ['DUPR', 'Dupr', 'Zo', '8004512', '04/05/2016'].filter((word) =>
      held.some((text) => text.includes(word)),
    );
    const pictures = [...document.images].map(({ src }) => src).filter((source) => !source.endsWith('.svg'));
    return [...found, ...pictures, ...[...document.querySelectorAll('canvas')].map(({ className }) => className)];
  });
}

test('somebody signs in by name and password, and a wrong one says so', async ({ page, studio }) => {
  await askedWho(page, studio);
  // Who has left is not offered.
  await expect(page.locator('[name=operator]')).toHaveCount(4);
  await page.check('[name=operator][value=croy]');
  await page.fill('[name=password]', 'wrong horse');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Le nom et le mot de passe ne vont pas ensemble');
  await expect(page.locator('[name=password]')).toHaveValue('');
  await expect(page.locator('[name=password]')).toBeFocused();
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
  await expect(page.locator('.at-work')).toContainText('Camille Roy');
  await expect(page.locator('.at-work')).toContainText('Orthoptiste');
  await page.locator('[data-name=sign-out]').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connexion');
});

test('who guesses too often waits, and is told for how long', async ({ page, studio }) => {
  await askedWho(page, studio);
  studio.change((state) => {
    state.refusals = [{ call: 'operator.sign-in', error: { code: 'sign-in-slowed', params: { seconds: 2 } } }];
  });
  await page.fill('[name=who]', 'croy');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('timer')).toContainText(/Encore [12] secondes? d’attente/);
  await expect(page.locator('[data-name=sign-in]')).toBeDisabled();
  await expect(page.getByRole('timer')).toContainText('Vous pouvez recommencer.');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.at-work')).toContainText('Camille Roy');
});

test('an identifier is typed in any letters; an account that was disabled is said to be', async ({ page, studio }) => {
  await askedWho(page, studio);
  await page.fill('[name=who]', 'LFaure');
  await page.fill('[name=password]', fakeSecrets.password);
  await expect(page.getByRole('alert')).toContainText('Ce compte est désactivé');
  await expect(page.locator('[data-name=sign-in]')).toBeDisabled();
  await page.fill('[name=who]', 'NMartin');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.at-work')).toContainText('Nadia Martin');
});

test('a badge is read wherever the focus lies, and asks for the password', async ({ page, studio }) => {
  await askedWho(page, studio);
  await page.locator('[data-name=theme]').focus();
  await page.keyboard.type(badgeOf('croy'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Badge lu. Donnez le mot de passe.')).toBeVisible();
  await expect(page.locator('[name=password]')).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // In a field, by a reader's speed: it is no password.
  await page.locator('[name=password]').evaluate((field, code) => {
    const press = (key: string): boolean => field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    for (const key of code) press(key);
    press('Enter');
  }, badgeOf('croy'));
  await expect(page.locator('[name=password]')).toHaveValue('');
  expect(studio.calls).not.toContain('operator.sign-in');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.at-work')).toContainText('Camille Roy');
});

test('language and theme are chosen before anybody has signed in, and kept for nobody', async ({ page, studio }) => {
  await askedWho(page, studio);
  await page.locator('[data-name=language]').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await page.locator('[data-name=theme]').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(studio.calls).not.toContain('preferences.set');
});

test('a locked station shows nothing of the patient and photographs nothing; the PIN leads back', async ({
  page,
  studio,
}) => {
  await atWork(page, studio);
  studio.change((state) => {
    state.settings = { ...state.settings, pedal: [{ code: 'KeyB', does: 'pedal' }] };
  });
  expect(await traces(page)).not.toEqual([]);
  const picture = await page.locator('.last img').evaluate(({ src }: HTMLImageElement) => src);
  await locked(page);
  await expect(page.locator('.locked-by')).toContainText('Camille Roy');
  await expect(page.locator('.unlock')).toContainText('Les envois continuent.');
  studio.change(({ hospital }) => {
    hospital.paused = true;
  });
  await expect(page.locator('.unlock')).toContainText('Les envois sont suspendus.');
  expect(await traces(page)).toEqual([]);
  // Nor by the picture's own address, nor to a page that is loaded again or opened beside.
  expect((await page.request.get(picture)).status()).toBe(403);
  const beside = await page.context().newPage();
  await Promise.all([page.reload(), beside.goto(page.url())]);
  for (const each of [page, beside]) {
    await expect(each.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
    expect(await traces(each)).toEqual([]);
    expect(new URL(each.url()).pathname).toBe('/');
  }
  await beside.close();
  const taken = studio.session()?.shots.length;
  for (const key of ['Space', 'b', 'Enter', 'r', 'v', 'm', '?']) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press(key);
  }
  expect(studio.calls.filter((call) => call === 'shot.take')).toHaveLength(1);
  expect(studio.session()?.shots.length).toBe(taken);
  await expect(page.locator('.help')).toHaveCount(0);

  await page.fill('[name=pin]', '1357');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Ce n’est pas le bon code PIN.');
  await page.fill('[name=pin]', fakeSecrets.pin);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
  await expect(page.locator('.patient-name')).toHaveText('DUPRÉ Zoé');
});

test('what was being typed of a patient is gone with the lock', async ({ page, studio }) => {
  studio.change((state) => signOn(state, 'croy'));
  await page.goto(studio.url);
  await page.fill('[name=family]', 'Dupré');
  await page.fill('[name=patientId]', '8004512');
  await page.locator('[data-name=lock]').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
  expect(await traces(page)).toEqual([]);
});

test('where a PIN does not suffice the password is asked for', async ({ page, studio }) => {
  await atWork(page, studio);
  await locked(page);
  studio.change((state) => {
    state.refusals = [{ call: 'operator.unlock', error: { code: 'password-needed' } }];
  });
  await page.fill('[name=pin]', fakeSecrets.pin);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Le code PIN ne suffit pas maintenant');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toBeVisible();
});

test('somebody else takes a locked station over and goes on with the session', async ({ page, studio }) => {
  await atWork(page, studio);
  await locked(page);
  await page.locator('[data-name=other-operator]').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Prendre le poste');
  await page.check('[name=operator][value=nmartin]');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.at-work')).toContainText('Nadia Martin');
  await expect(page.locator('.capture')).toBeVisible();
});

test('the charter is read and signed before anything else, or nobody works', async ({ page, studio }) => {
  studio.change((state) => {
    signOn(state, 'croy');
    const text = { fr: 'Je verrouille le poste.\nJe n’emporte rien.', en: 'I lock the station.\nI take nothing away.' };
    state.access = {
      ...state.access,
      rights: [],
      charter: { version: 3, title: { fr: 'Charte', en: 'Charter' }, text },
    };
  });
  await page.goto(studio.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Charte');
  await expect(page.locator('.charter')).toContainText('Version 3.');
  await expect(page.locator('.charter-text p')).toHaveText(['Je verrouille le poste.', 'Je n’emporte rien.']);
  await page.locator('[data-name=sign-charter]').click();
  await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
  expect(studio.calls).toContain('operator.sign-charter');
});

test('an auditor is led to the trail and meets no patient', async ({ page, studio }) => {
  await atWork(page, studio, 'plenoir');
  await locked(page);
  await page.locator('[data-name=other-operator]').click();
  await page.check('[name=operator][value=sdupont]');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit');
  expect(await traces(page)).toEqual([]);
  await expect(page.getByRole('navigation', { name: 'Navigation' }).getByRole('button')).toHaveText(['Service']);
  await page.keyboard.press('m');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit');
});

test('where a provider says who somebody is, what it gave out begins and goes on', async ({ page, studio }) => {
  studio.change((state) => {
    signOff(state);
    state.access.credentials = ['token'];
  });
  await page.goto(studio.url);
  const token = page.getByLabel('Jeton');
  await expect(token).toBeFocused();
  await expect(page.locator('[name=who], [name=password]')).toHaveCount(0);
  await token.fill('of somebody else');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('L’hôpital ne reconnaît pas ce jeton');
  await expect(token).toHaveValue('');
  await token.fill(` ${fakeSecrets.token}\n`);
  await page.keyboard.press('Enter');
  await expect(page.locator('.at-work')).toContainText('Camille Roy');
  await locked(page);
  await expect(page.locator('.locked-by')).toContainText('Camille Roy');
  await token.fill(fakeSecrets.token);
  await page.keyboard.press('Enter');
  await expect(page.locator('.at-work')).toContainText('Camille Roy');
});

test('a page that has lost the studio forgets what it shows: when it is locked, and when nobody is there', async ({
  page,
  studio,
}) => {
  await page.clock.install();
  const wires: WebSocketRoute[] = [];
  let reachable = true;
  await page.routeWebSocket(/\/(wire|frames)$/, async (wire) => {
    if (!reachable) return wire.close();
    wire.connectToServer();
    wires.push(wire);
  });
  const lose = async (): Promise<void> => {
    reachable = false;
    for (const wire of wires.splice(0)) await wire.close();
    await expect(page.locator('[data-notice=link]')).toBeVisible();
    expect(await traces(page)).not.toEqual([]);
  };
  const find = async (): Promise<void> => {
    reachable = true;
    await page.clock.runFor(6000);
  };
  const forgotten = async (): Promise<void> => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ouverture du studio…');
    expect(await traces(page)).toEqual([]);
  };
  await atWork(page, studio);
  await lose();
  await page.keyboard.press('w');
  await forgotten();
  await find();
  // It is the station that was meant.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
  await page.fill('[name=pin]', fakeSecrets.pin);
  await page.keyboard.press('Enter');
  await expect(page.locator('.last .picture[data-state=shown]')).toBeVisible();

  await lose();
  await page.clock.runFor(60_000);
  expect(await traces(page)).not.toEqual([]);
  await page.clock.runFor(15 * 60_000);
  await forgotten();
  // Whatever was pressed meanwhile does not stand before the lock.
  await page.keyboard.press('?');
  studio.change((state) => {
    state.access = { ...state.access, state: 'locked', rights: [] };
  });
  await find();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
  await expect(page.locator('.help')).toHaveCount(0);
});

test('the studio is told that somebody is there, now and then', async ({ page, studio }) => {
  const said = (): number => studio.calls.filter((call) => call === 'operator.active').length;
  await page.goto(studio.url);
  await expect(page.locator('.new-patient')).toBeVisible();
  await page.keyboard.press('t');
  expect(said()).toBe(0);
  studio.change((state) => signOn(state, 'croy'));
  await expect(page.locator('.at-work')).toBeVisible();
  for (const key of ['t', 't', 't', 'Tab', 'Tab']) await page.keyboard.press(key);
  await expect.poll(said).toBe(1);
});

test('names and pictures are neither copied nor dragged nor printed; what one types is one’s own', async ({
  page,
  studio,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openSession(page, studio);
  await photograph(page);
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => navigator.clipboard.writeText('before'));
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  expect(await clipboard()).toBe('before');
  for (const [event, target] of [
    ['dragstart', '.last img'],
    ['contextmenu', '.last img'],
    ['contextmenu', '.live'],
    ['dragstart', '.patient-name'],
  ] as const) {
    const allowed = await page.locator(target).evaluate((element, type) => {
      return element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }, event);
    expect(allowed, `${event} on ${target}`).toBe(false);
  }
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.patient-name')).toBeHidden();
  await expect(page.locator('.last img')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });

  await page.keyboard.press('Escape');
  await page.fill('[name=family]', 'Martin');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  expect(await clipboard()).toBe('Martin');
});

test('a station without operators says so, calmly, and leads to its first head of department', async ({
  page,
  studio,
}) => {
  await page.goto(studio.url);
  const notice = page.locator('[data-notice=no-operators]');
  await expect(notice).toContainText('Poste sans opérateurs définis\u00a0: tout se fait au nom du poste.');
  await enterPatient(page);
  await expect(notice).toHaveCount(0);
  await page.keyboard.press('w');
  await expect(page.locator('.capture')).toBeVisible();
  await page.keyboard.press('Escape');
  await notice.getByRole('button').click();
  await page.fill('[name=name]', 'Paul Lenoir');
  await page.fill('[name=id]', 'PLenoir');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.fill('[name=again]', 'something else');
  await page.keyboard.press('Enter');
  await expect(page.locator('.field-error')).toHaveText('Les deux ne sont pas les mêmes.');
  await expect(page.locator('[name=again]')).toBeFocused();
  await page.fill('[name=again]', fakeSecrets.password);
  // Pressed twice while the password is being hashed.
  await page.locator('.operator-editor').evaluate(async (form: HTMLFormElement) => {
    form.requestSubmit();
    await Promise.resolve();
    form.requestSubmit();
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connexion');
  await expect(page.locator('.options-operator')).toContainText('Paul Lenoir');
  expect(studio.calls.filter((call) => call === 'operator.save')).toHaveLength(1);
});
