// The views around the editor, in a real VS Code window, each in every theme: what a person meets who makes a network,
// looks for one, tests a folder, asks what a problem means, compares files, or begins.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import {
  editor,
  lenses,
  openFile,
  openWindow,
  panelFrame,
  PATIENCE_MS,
  pick,
  runCommand,
  setTheme,
  takeScreenshot,
  type EditorWindow,
  type Theme,
} from '../support/vscode/window';

const SHOTS = join('out', 'screenshots');

/** The pictures of all themes are made for the contact sheets. */
const themes: readonly (readonly [Theme, string])[] = [
  ['Dark Modern', 'dark'],
  ...(process.env['BACKPROP_PICTURES'] === 'all'
    ? ([
        ['Light Modern', 'light'],
        ['Dark High Contrast', 'high-contrast'],
        ['Light High Contrast', 'high-contrast-light'],
      ] as const)
    : []),
];

/** Twins that can never differ, and a sign that is wrong. */
const twins = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.5, 0.5], [0.1, 0.1]], "biases": [0.2, 0.2] },
    { "units": 1, "activation": "sigmoid", "weights": [[0.3], [0.3]], "biases": [0.1] }
  ],
  "data": { "inputs": [[0.05, 0.1], [1, 0.3]], "targets": [[0.01], [0.9]] }
}
`;

const note = `<!-- backprop: network-b.backprop.json -->

# The gradient of $w_5$

$$\\frac{\\partial E_{total}}{\\partial w_5} = (a_{o_1} - t_1)\\, a_{o_1} (1 + a_{o_1})\\, a_{h_1}$$
`;

const changed = readFileSync(join('media', 'examples', 'network-b.backprop.json'), 'utf8')
  .replace('0.40', '0.42')
  .replace(/"learningRate": [\d.]+/, '"learningRate": 0.25');

/** Waits until something holds. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds());) {
    assert.ok(Date.now() < end, what);
    await sleep(50);
  }
}

describe('the views around the editor', function () {
  this.timeout(3 * PATIENCE_MS);
  let window: EditorWindow;

  before(async () => {
    mkdirSync(SHOTS, { recursive: true });
    window = await openWindow({
      folder: 'media/examples',
      files: {
        'twins.backprop.json': twins,
        'slip.md': note,
        'changed.backprop.json': changed,
      },
      open: 'network-b.backprop.json',
      viewport: { width: 1200, height: 760 },
    });
  });

  after(async () => {
    await window.close();
  });

  const shot = async (name: string): Promise<void> => {
    await takeScreenshot(window.page, join(SHOTS, `${name}.png`));
  };

  /** Has `show` make a view and takes a picture of it in each theme; `done` puts it away. */
  async function inThemes(name: string, show: () => Promise<void>, done: () => Promise<void>): Promise<void> {
    for (const [theme, suffix] of themes) {
      await setTheme(window.page, theme);
      await show();
      await shot(`view-${name}-${suffix}`);
      await done();
    }
  }

  const closeEditors = (): Promise<void> => runCommand(window.page, 'View: Close All Editors');
  const rows = (): Locator => window.page.locator('.quick-input-list .monaco-list-row');

  it('have an icon for network files, in the explorer and in the tab', async () => {
    const { page } = window;
    // The one that VS Code has by itself; a server's window begins with another.
    await runCommand(page, 'Preferences: File Icon Theme');
    await pick(page, 'Seti (Visual Studio Code)');
    for (const place of ['.explorer-folders-view', '.tabs-container']) {
      const icon = page.locator(`${place} .backprop-lang-file-icon`).first();
      await icon.waitFor();
      const image = (): Promise<string> =>
        icon.evaluate((element) => getComputedStyle(element, '::before').backgroundImage);
      await until(async () => /network-(dark|light)\.svg/.test(await image()), `an icon in ${place}`);
    }
  });

  it('ask for a new network, question by question', async () => {
    const { page } = window;
    for (const [theme, suffix] of themes) {
      await setTheme(page, theme);
      await runCommand(page, 'Backprop: New Network…');
      for (const [n, question] of ['task', 'data', 'file'].entries()) {
        await page.locator('.quick-input-title', { hasText: `(${n + 1}` }).waitFor();
        await rows().first().waitFor();
        await shot(`view-wizard-${question}-${suffix}`);
        if (n < 2) await page.keyboard.press('Enter');
      }
      await page.keyboard.press('Escape');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    }
  });

  it('list the networks of the workspace', async () => {
    const { page } = window;
    await inThemes(
      'networks',
      async () => {
        await runCommand(page, 'Backprop: Show Networks of the Workspace');
        const pane = page.locator('.pane', { has: page.locator('.pane-header[aria-label^="Networks"]') });
        await pane.locator('.monaco-list-row', { hasText: 'circles' }).first().waitFor();
      },
      () => runCommand(page, 'View: Show Explorer'),
    );
  });

  it('explain a finding of the doctor', async () => {
    const { page } = window;
    await inThemes(
      'doctor',
      async () => {
        await openFile(page, 'twins.backprop.json');
        // The doctor comes when the text rests.
        await editor(page).locator('.squiggly-warning').first().waitFor();
        await runCommand(page, 'Go to Next Problem (Error, Warning, Info)');
        await page.keyboard.press('Escape');
        await runCommand(page, 'Quick Fix...');
        await page.locator('.action-widget .monaco-list-row', { hasText: 'Explain doctor.twins' }).click();
        await page.locator('.tab.active', { hasText: 'doctor.twins' }).waitFor();
        await panelFrame(page).locator('h2', { hasText: 'doctor.twins' }).waitFor();
      },
      closeEditors,
    );
  });

  it('compare two networks by what they mean', async () => {
    const { page } = window;
    await inThemes(
      'diff',
      async () => {
        await openFile(page, 'network-b.backprop.json');
        await runCommand(page, 'Backprop: Compare Networks…');
        await rows().filter({ hasText: 'changed' }).first().click();
        await editor(page).locator('.view-line', { hasText: '0.42' }).first().waitFor();
      },
      closeEditors,
    );
  });

  it('show gradients behind the numbers', async () => {
    const { page } = window;
    await inThemes(
      'hints',
      async () => {
        await openFile(page, 'network-b.backprop.json');
        await runCommand(page, 'Backprop: Show or Hide Gradients Behind Numbers');
        await editor(page).locator('.view-line', { hasText: '∂ 0.0721571' }).first().waitFor();
        await lenses(page, '∂E_total/∂w_5').first().waitFor();
      },
      async () => {
        await runCommand(page, 'Backprop: Show or Hide Gradients Behind Numbers');
        await closeEditors();
      },
    );
  });

  it('begin with a walkthrough', async () => {
    const { page } = window;
    await inThemes(
      'walkthrough',
      async () => {
        // Beside the explorer the window is too narrow for the pictures of the steps.
        await runCommand(page, 'View: Close Primary Side Bar');
        await runCommand(page, 'Backprop: Open Walkthrough');
        await page.locator('.gettingStartedContainer .step-title').first().waitFor();
        await panelFrame(page).locator('svg').first().waitFor();
      },
      async () => {
        await closeEditors();
        await runCommand(page, 'View: Show Explorer');
      },
    );
  });

  it('test a folder, and show a failure at its place', async () => {
    const { page } = window;
    await openFile(page, 'slip.md');
    await runCommand(page, 'Testing: Focus on Test Explorer View');
    const item = page.locator('.test-explorer .monaco-list-row', { hasText: 'slip.md' }).first();
    await item.waitFor();
    await item.click();
    await runCommand(page, 'Test: Run Tests in Current File');
    await page
      .locator('.test-explorer .codicon-testing-failed-icon, .test-explorer .testing-failed')
      .first()
      .waitFor();
    await inThemes(
      'tests',
      async () => {
        await runCommand(page, 'Testing: Focus on Test Explorer View');
        await item.waitFor();
      },
      () => Promise.resolve(),
    );
  });
});
