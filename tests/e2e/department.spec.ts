import { expect, type Page } from '@playwright/test';
import { fakeSecrets, signOn } from '../rigs/fake-access.ts';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { auditTrail } from '../rigs/fake-vault.ts';
import { enterPatient, photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

async function open(page: Page, studio: FakeStudio, screen: 'vault' | 'operators' | 'audit', who = 'plenoir') {
  studio.change((state) => signOn(state, who));
  await page.goto(studio.url);
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  if (screen !== 'vault') await page.locator(`[data-name=to-${screen}]`).click();
}

test('a head of department defines, changes and disables an operator; a badge is learned from its reader', async ({
  page,
  studio,
}) => {
  await open(page, studio, 'operators');
  await expect(page.locator('.operators-list tbody tr')).toHaveCount(5);
  await page.locator('[data-name=add-operator]').click();
  await page.keyboard.type('Anne Petit');
  await page.keyboard.press('Enter');
  await expect(page.locator('.field-error')).toHaveText([
    'Petites lettres, chiffres, point ou tiret\u202f; 32 au plus.',
    'Choisissez un rôle.',
    '10 signes au moins.',
  ]);
  await page.fill('[name=id]', 'apetit');
  await page.check('[name=role][value=photographer]');
  await page.fill('[name=password]', fakeSecrets.password);
  await page.fill('[name=again]', fakeSecrets.password);
  await page.locator('[data-name=learn-badge]').click();
  await page.keyboard.type('04BADGE77');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nouveau badge lu')).toBeVisible();
  await page.locator('[data-name=save-operator]').click();
  await expect(page.getByText('Anne Petit est enregistré.')).toBeVisible();
  const row = page.locator('[data-operator=apetit]');
  await expect(row).toContainText('Mot de passe · Badge');

  await row.locator('[data-name=edit]').click();
  await expect(page.locator('.operator-editor [name=id]')).toHaveCount(0);
  await page.check('[name=role][value=orthoptist]');
  await page.fill('[name=pin]', '12');
  await page.locator('[data-name=save-operator]').click();
  await expect(page.locator('.field-error')).toHaveText('4 à 8 chiffres.');
  await page.fill('[name=pin]', '1234');
  await page.locator('[data-name=remove-badge]').click();
  await page.locator('[data-name=save-operator]').click();
  await expect(row).toContainText('Orthoptiste');
  await expect(row).toContainText('Mot de passe · Code PIN');

  await row.locator('[data-name=disable]').click();
  await expect(row).toContainText('Désactivé');
  await row.locator('[data-name=disable]').click();
  await expect(row).toContainText('Mot de passe');
});

test('what the studio refuses is said: no station is left without a head of department', async ({ page, studio }) => {
  await open(page, studio, 'operators');
  studio.change((state) => {
    state.refusals = [{ call: 'operator.save', error: { code: 'department-head-needed' } }];
  });
  await page.locator('[data-operator=plenoir] [data-name=disable]').click();
  await expect(page.locator('[data-notice=problem]')).toContainText('Un poste a besoin d’un chef de service');
});

test('everybody changes their own codes for their password, and sees nobody else’s', async ({ page, studio }) => {
  await open(page, studio, 'operators', 'croy');
  await expect(page.locator('.operators-list')).toHaveCount(0);
  await expect(page.locator('[data-name=to-audit]')).toHaveCount(0);
  await page.fill('[name=own-current]', 'wrong horse');
  await page.fill('[name=own-pin]', '1357');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-notice=problem]')).toContainText('Le nom et le mot de passe ne vont pas ensemble');
  await page.fill('[name=own-current]', fakeSecrets.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('C’est changé.')).toBeVisible();
  await expect(page.locator('[name=own-pin]')).toHaveValue('');
});

test('the vault says in words who keeps its key, and what is wrong with its files', async ({ page, studio }) => {
  await open(page, studio, 'vault', 'croy');
  const fact = (id: string) => page.locator(`[data-fact=${id}]`);
  await expect(fact('store')).toContainText('La clé du poste est dans un fichier.');
  await expect(fact('damaged')).toContainText('Aucun fichier n’est endommagé.');
  await expect(fact('quarantined')).toHaveCount(0);
  studio.change((state) => {
    state.vault = { backend: 'gnome_libsecret', recovery: 'kept', damaged: 2, quarantined: 1 };
  });
  await expect(fact('store')).toContainText('dans le trousseau du système (gnome_libsecret)');
  await expect(fact('damaged')).toHaveAttribute('data-tone', 'block');
  await expect(fact('damaged')).toContainText('2 fichiers du coffre sont endommagés.');
  await expect(fact('quarantined')).toContainText('1 fichier est en quarantaine.');
  // The rules are there to be read; only a head of department is asked what to change and what to let go.
  await expect(page.locator('.rule-list')).toContainText('Le poste se verrouille après 5 minutes sans geste.');
  await expect(page.locator('form.rules, .retention')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-notice=damaged]')).toContainText('2 fichiers du coffre sont endommagés.');
});

test('a head of department changes the rules, and nothing counts before it is saved', async ({ page, studio }) => {
  await open(page, studio, 'vault');
  await expect(page.locator('[data-name=save-rules]')).toBeDisabled();
  await page.check('[name=byThemselves]');
  await page.fill('[name=originalsDays]', '30');
  await page.fill('[name=idleMinutes]', '90');
  await page.locator('[data-name=save-rules]').click();
  await expect(page.locator('.field-error')).toHaveText('Un nombre entier de 1 à 60.');
  expect(studio.calls).not.toContain('department.set');
  await page.fill('[name=idleMinutes]', '3');
  await page.locator('[data-name=save-rules]').click();
  await expect(page.locator('[data-name=save-rules]')).toBeDisabled();
  await expect(page.locator('[name=originalsDays]')).toHaveValue('30');
  studio.change((state) => expect(state.department).toMatchObject({ originalsDays: 30, idleMinutes: 3 }));
});

test('what may leave is listed with its reason, and goes by two presses; a series on hold stays and is marked', async ({
  page,
  studio,
}) => {
  studio.change((state) => signOn(state, 'plenoir'));
  await page.goto(studio.url);
  await enterPatient(page);
  await photograph(page);
  const session = studio.session()?.opened.session ?? '';
  await page.keyboard.press('Escape');
  studio.change((state) => {
    const row = { series: '2.25.2', originals: 9, bytes: 82e6, unsent: 0 };
    state.behind.retention = [
      { ...row, session, why: 'open', originals: 0 },
      { ...row, session: 'b', why: 'kept', unsent: 2 },
      { ...row, session: 'c', why: 'waiting', dueAt: '2026-12-24T09:00:00Z' },
      { ...row, session: 'd', why: 'gone' },
    ];
  });
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  const rows = page.locator('.retention-list tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('Confirmée, part à la demande');
  await expect(rows.nth(0)).toContainText('et 2 qui ne sont nulle part ailleurs');
  await expect(rows.nth(1)).toContainText('le 24/12/2026');
  await expect(rows.nth(2)).toContainText('DUPRÉ Zoé');

  await page.locator('[data-name=purge]').click();
  expect(studio.calls).not.toContain('retention.purge');
  await page.locator('[data-name=purge-not]').click();
  await page.locator('[data-name=purge]').click();
  await page.locator('[data-name=purge-sure]').click();
  await expect(page.getByText('9 originaux ont quitté le coffre.')).toBeVisible();
  await expect(rows).toHaveCount(2);

  await rows.nth(1).locator('[data-name=hold]').click();
  await expect(page.locator('[data-name=hold-sure]')).toBeDisabled();
  await page.fill('[name=hold-reason]', 'Réquisition');
  await page.keyboard.press('Enter');
  await expect(rows.nth(1).locator('.held-mark')).toHaveText('Sous séquestre');
  await page.keyboard.press('Escape');
  await expect(page.locator('.session-row .held-mark')).toHaveText('Sous séquestre');
  await page.locator('.session-row').click();
  await expect(page.locator('.capture')).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.locator('.series-head .held-mark')).toBeVisible();
});

test('a picture that has left the vault says where it is', async ({ page, studio }) => {
  await page.goto(studio.url);
  await enterPatient(page);
  await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
  await page.keyboard.press('v');
  await expect(page.locator('.sheet-cell .picture[data-state=shown]')).toHaveCount(1);
  studio.change((state) => {
    state.shots = { purged: true };
  });
  await expect(page.locator('.sheet-cell .picture[data-state=gone]')).toHaveText(
    'L’original est dans l’archive de l’hôpital.',
  );
});

test('the audit trail is read in words, newest first, and says whether it holds', async ({ page, studio }) => {
  studio.change((state) => {
    state.behind.trail = auditTrail(240);
  });
  await open(page, studio, 'audit', 'sdupont');
  await expect(page.locator('[data-intact=true]')).toContainText('Intact');
  const rows = page.locator('.audit-list tbody tr');
  await expect(rows).toHaveCount(100);
  await expect(rows.first()).toHaveAttribute('data-n', '240');
  await expect(rows.first()).toContainText('Photo acceptée');
  await expect(rows.first()).toContainText('Camille Roy');
  await page.locator('[data-name=older]').click();
  await expect(rows).toHaveCount(200);
  await page.locator('[data-name=older]').click();
  await expect(rows).toHaveCount(240);
  await expect(rows.last()).toHaveAttribute('data-n', '1');
  await expect(page.locator('[data-name=older]')).toHaveCount(0);
  studio.change((state) => {
    state.behind.brokenAt = 117;
  });
  await page.locator('[data-name=to-vault]').click();
  await page.locator('[data-name=to-audit]').click();
  await expect(page.locator('[data-intact=false]')).toContainText('Le journal d’audit ne se tient pas à l’entrée 117');
});
