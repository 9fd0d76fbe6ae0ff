import { expect, type Page } from '@playwright/test';
import { openSession as begin, test as onFake, photograph } from '../rigs/interface-page.ts';
import { doublePress, press } from '../rigs/pedal.ts';
import { test as onStudio, openSession, patienceMs } from '../rigs/tethered-page.ts';

const pedal = { code: 'F9', key: 'F9' };
const names = ['Primary position', 'Right', 'Left', 'Up-right', 'Up', 'Up-left', 'Down-right', 'Down', 'Down-left'];

onStudio.describe('on the studio and a virtual camera', () => {
  onStudio.use({ locale: 'en-GB' });

  onStudio('nine directions of gaze with one learned key alone', async ({ tethered }) => {
    const { page } = tethered;
    await openSession(tethered);
    await learn(page);
    const title = page.getByRole('heading', { level: 1 });
    let number = 0;
    const take = async (): Promise<void> => {
      await press(page, pedal.key);
      number += 1;
      await expect(page.locator(`.last[data-number="${number}"][data-shot=checked]`)).toBeVisible({
        timeout: patienceMs,
      });
    };
    for (const [index, name] of names.entries()) {
      await expect(title).toHaveText(name);
      await take();
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
      if (index === 2) {
        // A long press: the last one again.
        await page.keyboard.down(pedal.key);
        await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
        await page.keyboard.up(pedal.key);
        await expect(title).toHaveText(name);
        await take();
      }
      if (index === 4) {
        // Two presses: the second takes back the picture of the first, when it has come.
        await doublePress(page, pedal);
        number += 1;
        await expect(page.locator('.told')).toHaveText('Undone: picture of Up-left', { timeout: patienceMs });
        await expect(page.locator('.rail-steps [data-step=up-left]')).toContainText('1 try rejected');
      }
    }
    await press(page, pedal.key);
    await expect(page.getByText('All views are taken.')).toBeVisible();
  });
});

/** Gives the pedal its key in the room, without a mouse, and comes back to the camera. */
async function learn(page: Page): Promise<void> {
  await page.keyboard.press('m');
  await page.locator('[data-name=learn]').press('Enter');
  await page.keyboard.press(pedal.key);
  await expect(page.locator('.pedal-keys [data-code=F9]')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.capture')).toBeVisible();
}

onFake.describe('on the screen', () => {
  onFake.use({ locale: 'fr-FR' });

  onFake(
    'a learned key wins over the studio’s own, whatever has the focus, but is text where text is typed',
    async ({ page, studio }) => {
      await begin(page, studio);
      studio.change((state) => {
        state.settings = { ...state.settings, pedal: [{ code: 'KeyG', does: 'take' }] };
      });
      await page.keyboard.press('s');
      await page.getByPlaceholder('Autre raison').fill('');
      await page.keyboard.type('gg');
      await expect(page.getByPlaceholder('Autre raison')).toHaveValue('gg');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await expect(page.locator('.rail-steps button').first()).toBeFocused();
      await page.keyboard.press('g');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
      expect(studio.calls.filter((call) => call === 'shot.take')).toHaveLength(1);
      expect(studio.calls).not.toContain('preferences.set');
    },
  );

  onFake('a presenter photographs, goes on and takes back with the keys that it types', async ({ page, studio }) => {
    studio.change((state) => {
      const pedal = [
        { code: 'PageDown', does: 'take' as const },
        { code: 'PageUp', does: 'undo' as const },
        { code: 'Period', does: 'defer' as const },
      ];
      state.settings = { ...state.settings, pedal };
    });
    await begin(page, studio);
    await press(page, 'PageDown');
    await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
    await press(page, 'PageDown');
    await expect(page.locator('.last')).toHaveAttribute('data-number', '2');
    await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
    await press(page, 'PageUp');
    await expect(page.locator('.told')).toHaveText('Annulé\u00a0: photo de Droite');
    await press(page, '.');
    await expect(page.locator('[data-step=right]')).toHaveAttribute('data-state', 'deferred');
    // The live-view keys that it types the same way are left alone.
    expect(studio.calls.filter((call) => call.startsWith('liveview.') && call !== 'liveview.want')).toEqual([]);
  });

  onFake(
    'a picture with nothing against it is accepted by itself, and counted down; never one with advice',
    async ({ page, studio }) => {
      await begin(page, studio);
      studio.change((state) => {
        state.preferences = { ...state.preferences, acceptAfterS: 2 };
        state.findings = [[{ code: 'sharp', level: 'good' }], [{ code: 'soft', level: 'advise' }]];
      });
      await photograph(page);
      await expect(page.locator('.accepting')).toHaveText(/Acceptée dans [12]\u00a0s/);
      // Help is being read: nothing happens by itself.
      await page.keyboard.press('?');
      await expect(page.locator('.accepting')).toHaveCount(0);
      await page.keyboard.press('?');
      await expect(page.locator('.accepting')).toBeVisible();
      await expect(page.locator('[data-step=primary]')).toHaveAttribute('data-state', 'accepted');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
      await photograph(page);
      await expect(page.locator('[data-finding=soft]')).toBeVisible();
      await expect(page.locator('.accepting')).toHaveCount(0);
      await expect(page.locator('[data-step=right]')).not.toHaveAttribute('data-state', 'accepted');
      // What somebody takes up again waits for somebody.
      await page.keyboard.press('Enter');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
      await page.keyboard.press('u');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
      await expect(page.locator('.accepting')).toHaveCount(0);
      expect(studio.calls.filter((call) => call === 'shot.accept')).toHaveLength(2);
    },
  );

  onFake(
    'undo is a keystroke, says what it will and did take back, and nothing disappears',
    async ({ page, studio }) => {
      await begin(page, studio);
      await photograph(page);
      await page.keyboard.press('Enter');
      const undo = page.locator('[data-name=undo]');
      await expect(undo).toContainText('Annuler\u00a0: acceptation de Position primaire');
      await page.keyboard.press('u');
      await expect(page.locator('.told')).toHaveText('Annulé\u00a0: acceptation de Position primaire');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
      await page.keyboard.press('Control+z');
      await expect(page.locator('.told')).toHaveText('Annulé\u00a0: photo de Position primaire');
      await expect(page.locator('[data-step=primary]')).toContainText('1 essai refusé');
      await page.keyboard.press('Shift+S');
      await expect(page.locator('[data-step=primary]')).toHaveAttribute('data-state', 'deferred');
      await page.keyboard.press('Backspace');
      await expect(page.locator('.told')).toHaveText('Annulé\u00a0: report de Position primaire');
      expect(studio.session()?.shots.map(({ state }) => state)).toEqual(['rejected']);
      // An Escape too many pauses, and is undone like anything else.
      await page.keyboard.press('Escape');
      await expect(page.locator('.session-row')).toContainText(/Reprendre\s*U/);
      await page.keyboard.press('u');
      await expect(page.locator('.capture')).toBeVisible();
      expect(studio.calls).toContain('session.resume');
    },
  );

  onFake(
    'the self-timer counts down in large, is stopped by Escape, and photographs at its end',
    async ({ page, studio }) => {
      await begin(page, studio);
      await page.keyboard.press('d');
      await expect(page.locator('.told')).toHaveText('Retardateur\u00a0: 2\u00a0s');
      await press(page);
      await expect(page.locator('.countdown')).toContainText('2');
      await page.keyboard.press('Escape');
      await expect(page.locator('.countdown')).toHaveCount(0);
      await expect(page.locator('.capture')).toBeVisible();
      expect(studio.calls).not.toContain('shot.take');
      // What it was begun for has left the screen, and so it has.
      await press(page);
      await expect(page.locator('.countdown')).toContainText('2');
      await page.keyboard.press('v');
      await expect(page.locator('.contact-sheet')).toBeVisible();
      await press(page);
      await expect(page.locator('.capture')).toBeVisible();
      await expect(page.locator('.countdown')).toHaveCount(0);
      expect(studio.calls).not.toContain('shot.take');
      await press(page);
      await expect(page.locator('.countdown')).toContainText('1');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
      await expect(page.locator('.countdown')).toHaveCount(0);
      expect(studio.calls.filter((call) => call === 'shot.take')).toHaveLength(1);
    },
  );

  onFake(
    'every step is reached from the keyboard, an extra one added, and the best of several tries kept',
    async ({ page, studio }) => {
      await begin(page, studio);
      const title = page.getByRole('heading', { level: 1 });
      await page.keyboard.press('n');
      await expect(title).toHaveText('Droite');
      await page.keyboard.press('b');
      await expect(title).toHaveText('Position primaire');
      await page.keyboard.press('j');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await expect(title).toHaveText('Bas');

      await photograph(page);
      await page.keyboard.press('r');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
      await photograph(page);
      await page.keyboard.press('k');
      const tries = page.locator('.try-strip button');
      await expect(tries.nth(1)).toBeFocused();
      await page.keyboard.press('ArrowLeft');
      await expect(page.locator('.last')).toHaveAttribute('data-number', '1');
      await page.keyboard.press('Enter');
      await expect(tries.first()).toHaveAttribute('aria-pressed', 'true');
      await expect.poll(() => studio.session()?.shots.map(({ state }) => state)).toEqual(['accepted', 'rejected']);

      await page.keyboard.press('x');
      await expect(page.locator('[data-like]').first()).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page.locator('.rail-steps li')).toHaveCount(10);
      await expect(page.locator('.rail-steps [data-aimed=true]')).toContainText('supplémentaire');
      await page.keyboard.press('x');
      await page.keyboard.press('Escape');
      await expect(page.locator('[data-like]')).toHaveCount(0);
    },
  );

  onFake(
    'beeps tell what happened and a local voice names the view, until a key silences them',
    async ({ page, studio }) => {
      await page.addInitScript(listenAlong);
      await begin(page, studio);
      const heard = (): Promise<string[]> => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
      await press(page);
      await expect.poll(heard).toEqual(['1200', '880', '1320']);
      studio.change((state) => {
        state.findings = [[{ code: 'flash-missed', level: 'block' }]];
      });
      await page.keyboard.press('q');
      await expect(page.locator('.told')).toHaveText('Sons\u00a0: signaux et nom de la vue');
      await expect.poll(heard).toEqual(['1200', '880', '1320', 'Droite']);
      await press(page);
      await expect.poll(heard).toEqual(['1200', '880', '1320', 'Droite', '1200', '330', '330']);
      studio.change((state) => {
        state.camera.state = 'lost';
      });
      await expect.poll(heard).toContain('290');
      await page.keyboard.press('q');
      await expect(page.locator('.told')).toHaveText('Sons coupés');
      const before = await heard();
      studio.change((state) => {
        state.camera.state = 'ready';
      });
      await page.keyboard.press('r');
      await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
      await photograph(page);
      expect(await heard()).toEqual(before);
    },
  );
});

/** Writes down what the page would sound and say, on a machine with one French voice of its own and one of the network. */
function listenAlong(): void {
  const heard: string[] = [];
  (window as unknown as { heard: string[] }).heard = heard;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    heard.push(String(this.frequency.value));
    start.call(this, when);
  };
  const voice = (name: string, localService: boolean) => ({ name, localService, lang: 'fr-FR', voiceURI: name });
  const speech = {
    getVoices: () => [voice('network', false), voice('local', true)],
    speak: (words: { text: string; voice: { name: string } }) =>
      heard.push(words.voice.name === 'local' ? words.text : 'said by the network'),
    cancel: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  Object.defineProperty(window, 'SpeechSynthesisUtterance', {
    value: class {
      text: string;
      constructor(text: string) {
        this.text = text;
      }
    },
  });
}
