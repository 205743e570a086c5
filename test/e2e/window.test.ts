// What a person does in the first five minutes, in a real VS Code window: open, read, hover, train by keyboard,
// step, and meet a broken file. One window for all of it.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDataset } from '../../src/core/engine/dataset';
import { createCompiledTrainer } from '../../src/core/engine/wasm/compiledTraining';
import { instantiate } from '../../src/worker/webAssembly';
import { parse } from '../../src/core/network/parse';
import {
  clickLens,
  editor,
  hoverText,
  lenses,
  openFile,
  openWindow,
  panelFrame,
  PATIENCE_MS,
  runCommand,
  setTheme,
  takeScreenshot,
  type EditorWindow,
  type Theme,
} from '../support/vscode/window';

const SHOTS = join('out', 'screenshots');

/** Large enough that its 900 epochs take a second or two, so that there is something to watch. */
const slowNetwork = `{
  "name": "Slow circles",
  "inputs": 2,
  "layers": [
    { "units": 16, "activation": "tanh" },
    { "units": 16, "activation": "tanh" },
    { "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binaryCrossEntropy",
  "data": { "generator": "circles", "samples": 1600, "noise": 0.1 },
  "training": { "learningRate": 0.05, "epochs": 900, "batchSize": 8 }
}
`;

const brokenNetwork = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "weights": [[0.1, 0.2], [0.3]] }
  ]
}
`;

/** The history that training the text gives, by the core itself. */
function historyOf(text: string): readonly number[] {
  const { network } = parse(text);
  assert.ok(network);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  const trainer = createCompiledTrainer(network, prepared.dataset, instantiate);
  while (trainer.advance(10_000) === 'running');
  return Array.from(trainer.finish().history.loss);
}

const themes: readonly (readonly [Theme, string])[] = [
  ['Dark Modern', 'dark'],
  ['Light Modern', 'light'],
  ['Dark High Contrast', 'high-contrast'],
  ['Light High Contrast', 'high-contrast-light'],
];

describe('a VS Code window', function () {
  this.timeout(3 * PATIENCE_MS);
  let window: EditorWindow;

  before(async () => {
    mkdirSync(SHOTS, { recursive: true });
    window = await openWindow({
      folder: 'media/examples',
      files: { 'slow.backprop.json': slowNetwork, 'broken.backprop.json': brokenNetwork },
      open: 'network-b.backprop.json',
      viewport: { width: 1500, height: 950 },
    });
  });

  after(async () => {
    await window.close();
  });

  const shot = async (name: string): Promise<void> => {
    await takeScreenshot(window.page, join(SHOTS, `${name}.png`));
  };

  const waitForLens = (text: string | RegExp): Promise<void> => lenses(window.page, text).first().waitFor();

  it('shows the gradient of each of the eight weights of network B', async () => {
    const expected = [
      'w_1 = 0.000188256',
      'w_3 = 0.000224813',
      'w_2 = 0.000376511',
      'w_4 = 0.000449627',
      'w_5 = 0.0721571',
      'w_7 = -0.0424553',
      'w_6 = 0.0726907',
      'w_8 = -0.0427692',
    ];
    for (const text of expected) await waitForLens(`∂E_total/∂${text}`);
    const shown = (await lenses(window.page).allInnerTexts()).filter((text) => text.startsWith('∂'));
    assert.deepEqual(
      shown.map((text) => text.replaceAll('\u00a0', ' ')),
      expected.map((text) => `∂E_total/∂${text}`),
    );
  });

  it('shows the derivation of w_5 in a hover, in four themes', async () => {
    const { page } = window;
    for (const [theme, name] of themes) {
      await setTheme(page, theme);
      await page.keyboard.press('Escape');
      const hover = await hoverText(page, '0.40');
      const text = (await hover.innerText()).replaceAll('\u00a0', ' ');
      assert.ok(text.includes('∂E_total/∂w_5 = 0.0721571'), text);
      assert.match(text, /a_o₁ − t₁|a_o1 − t_1/, text);
      assert.match(text, /agree/i, text);
      const picture = hover.getByRole('img', { name: '∂E_total/∂w₅ = (a_o₁ − t₁)', exact: false });
      if (!(await picture.isVisible())) {
        // The first hover is not kept waiting for the program that makes pictures.
        await page.mouse.move(5, 5);
        await hover.waitFor({ state: 'hidden' });
        await hoverText(page, '0.40');
      }
      await picture.waitFor();
      const [width, height] = await picture.evaluate((image: HTMLImageElement) => [
        image.naturalWidth / image.clientWidth,
        image.naturalHeight / image.clientHeight,
      ]);
      assert.ok(width > 0.95 && width < 1.05 && height > 0.95 && height < 1.05, `${width} × ${height}`);
      await shot(`window-hover-${name}`);
      await page.mouse.move(5, 5);
    }
    await setTheme(page, 'Dark Modern');
  });

  it('unfolds the formula in the hover by its links', async () => {
    const { page } = window;
    const hover = page.locator('.monaco-hover:not(.hidden) .rendered-markdown').first();
    await hoverText(page, '0.40');
    for (const [level, formula] of [
      ['inputs', '∂E_total/∂w₅ = [σ('],
      ['δ-form', '∂E_total/∂w₅ = δ_o₁ a_h₁'],
      ['activations', '∂E_total/∂w₅ = (a_o₁ − t₁)'],
    ] as const) {
      await hover.getByText(level, { exact: true }).click();
      await hover.getByRole('img', { name: formula, exact: false }).waitFor();
      await shot(`window-hover-${level.replace('δ', 'delta')}`);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // A level shows the number it is about: the lenses of the first lines are out of sight now.
    await page.keyboard.press('Control+Home');
    await page.mouse.move(5, 5);
  });

  it('opens the derivation of a weight when its lens is clicked', async () => {
    const { page } = window;
    const subject = panelFrame(page).locator('.subject');
    for (const [lens, gradient] of [
      ['∂w_1 =', '0.000188256'],
      ['∂w_7 =', '−0.0424553'],
    ] as const) {
      await clickLens(page, lens, subject.filter({ hasText: gradient }));
    }
    await panelFrame(page).locator('.katex').first().waitFor();
  });

  it('changes every lens by one step, and goes back to the file by reset', async () => {
    const { page } = window;
    const before = await lensTexts();
    await runCommand(page, 'Backprop: Step One Update');
    await waitForLens(/epoch 1/);
    const stepped = await lensTexts();
    assert.equal(stepped.length, before.length, 'the number of lenses stays');
    stepped.forEach((text, n) => {
      assert.notEqual(text, before[n], text);
    });
    assert.ok(
      stepped.every((text) => text.startsWith('→')),
      stepped.join('\n'),
    );
    await runCommand(page, "Backprop: Reset to the File's Weights");
    await waitForLens('∂E_total/∂w_5 = 0.0721571');
    assert.deepEqual(await lensTexts(), before);
  });

  const lensTexts = async (): Promise<string[]> =>
    (await lenses(window.page).allInnerTexts()).filter((text) => text.includes('∂'));

  it('trains from the palette by keyboard; the chart redraws at least three times before the end', async () => {
    const { page } = window;
    await openFile(page, 'slow.backprop.json');
    const panel = panelFrame(page);
    const plot = panel.locator('.plot');
    const status = panel.locator('[data-status]').first();
    const redraws = async (): Promise<number> => Number(await plot.getAttribute('data-redraws'));
    await waitForLens(/weights by xavierUniform/);
    await runCommand(page, 'Backprop: Train');
    await panel.locator('[data-status="running"]').first().waitFor({ state: 'attached' });
    const atStart = await redraws();
    let whileRunning = atStart;
    while ((await status.getAttribute('data-status')) === 'running') {
      whileRunning = Math.max(whileRunning, await redraws());
    }
    assert.ok(whileRunning - atStart >= 3, `${whileRunning - atStart} redraws while training`);
    assert.equal(await status.getAttribute('data-status'), 'epochs');

    await panel.locator('details:has(.loss-table) > summary').click();
    const cells = panel.locator('.loss-table tbody td:nth-child(2)');
    await panel.locator('.loss-table tbody tr').nth(899).waitFor({ state: 'attached' });
    const values = await cells.evaluateAll((all) =>
      all.map((cell) => Number(cell.getAttribute('data-value'))),
    );
    assert.deepEqual(values, historyOf(slowNetwork));
    // What is opened next belongs where the file is, not over the panel.
    await runCommand(page, 'View: Focus First Editor Group');
  });

  it('shows a broken file its first problem, in the editor and in the panel, and commands say so', async () => {
    const { page } = window;
    await openFile(page, 'broken.backprop.json');
    await editor(page).locator('.squiggly-error').first().waitFor();
    const problem = panelFrame(page).locator('.problem');
    await problem.waitFor();
    assert.match(await problem.innerText(), /broken\.backprop\.json/);
    await runCommand(page, 'Backprop: Train');
    // Toasts are off in a window that a program drives; the centre has what they would have said.
    await page.locator('[id="status.notifications"]').click();
    const notice = page.locator('.notifications-center', { hasText: 'broken.backprop.json:4:' }).first();
    await notice.waitFor();
    await shot('window-broken');
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('looks as it should in four themes', async () => {
    const { page } = window;
    await openFile(page, 'network-b.backprop.json');
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await runCommand(page, 'Backprop: Train');
    await waitForLens(/epoch 1000/);
    await clickLens(page, '∂w_1 =', panelFrame(page).locator('.katex').first());
    for (const [theme, name] of themes) {
      await setTheme(page, theme);
      await panelFrame(page).locator('.katex').first().waitFor();
      await shot(`window-trained-${name}`);
    }
  });

  it('shows gradients behind numbers, and numbers that look like them, in four themes', async () => {
    const { page } = window;
    await runCommand(page, "Backprop: Reset to the File's Weights");
    await waitForLens('∂E_total/∂w_1 = 0.000188256');
    await runCommand(page, 'Backprop: Show or Hide Gradients Behind Numbers');
    await runCommand(page, 'Backprop: Show or Hide Heat Colours of Numbers');
    await editor(page).getByText('∂ -0.0424553').first().waitFor();
    // Of network B w_5 and w_6 have positive, w_7 and w_8 negative gradients; those of the others are under 1 % of the largest.
    const linesBelow = (): Promise<string[]> =>
      page
        .locator('.view-overlays [class*="ced-"]')
        .evaluateAll((marks) =>
          marks.map((mark) => getComputedStyle(mark).borderBottomStyle).filter((style) => style !== 'none'),
        );
    for (
      const deadline = Date.now() + PATIENCE_MS;
      Date.now() < deadline && (await linesBelow()).length < 4;
    );
    assert.deepEqual((await linesBelow()).sort(), ['dashed', 'dashed', 'solid', 'solid']);
    for (const [theme, name] of themes) {
      await setTheme(page, theme);
      await shot(`window-heat-${name}`);
    }
  });

  it('had no content refused by its security policy, and no uncaught error', () => {
    assert.deepEqual(window.problems.cspViolations, []);
    assert.deepEqual(
      window.problems.pageErrors.filter((error) => /backprop|panel\.js|chunk-/i.test(error)),
      [],
    );
  });

  it('left the files on the disk as they were', () => {
    for (const name of ['network-b.backprop.json', 'grains.csv']) {
      assert.equal(
        readFileSync(join(window.folder, name), 'utf8'),
        readFileSync(join('media', 'examples', name), 'utf8'),
        name,
      );
    }
  });
});
