import assert from 'node:assert/strict';
import { matrixOverview } from '../../src/core/insight/matrixOverview';
import { heatColour } from '../../webview/diagram/heatColours';
import { axeViolations } from './axe';
import { PanelBrowser, type PanelPage } from './panelPage';
import { denseNetwork, snapshotB } from './snapshots';
import { THEMES } from './themes';

const [INPUTS, UNITS] = [300, 40];
const weights = Float64Array.from({ length: INPUTS * UNITS }, (_, n) => Math.sin(n * 12.9898) / 2);
// The largest of all, negative, in the block of inputs 1 to 3 and unit 2.
weights[2 * UNITS + 1] = -0.75;
const overview = {
  inputs: INPUTS,
  units: UNITS,
  weights: matrixOverview(weights, INPUTS, UNITS, 128),
  gradients: matrixOverview(
    weights.map((w) => w / 100),
    INPUTS,
    UNITS,
    128,
  ),
};

describe('colours of a heat map', () => {
  const scale = {
    ground: [255, 255, 255],
    positive: [0, 80, 160],
    negative: [180, 70, 10],
    text: [0, 0, 0],
  } as const;
  const lightness = ([red, green, blue]: readonly number[]): number =>
    0.21 * (red ?? 0) + 0.72 * (green ?? 0) + 0.07 * (blue ?? 0);

  it('begin at the ground, and tell the sign by hue and lightness', () => {
    assert.deepEqual(heatColour(scale, 0, 2), [255, 255, 255]);
    assert.deepEqual(heatColour(scale, 2, 2), [0, 80, 160]);
    assert.deepEqual(heatColour(scale, NaN, 2), [0, 0, 0]);
    const sizes = [0.1, 0.5, 1, 2];
    for (const sign of [1, -1]) {
      const shades = sizes.map((size) => lightness(heatColour(scale, sign * size, 2)));
      assert.deepEqual(
        shades,
        [...shades].sort((a, b) => b - a),
        'the larger, the darker',
      );
    }
    assert.notDeepEqual(heatColour(scale, 2, 2), heatColour(scale, -2, 2));
    assert.deepEqual(heatColour(scale, -Infinity, 2), heatColour(scale, -2, 2));
  });
});

describe('folded layers in the panel', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  let panel: PanelPage;

  before(async () => {
    browser = await PanelBrowser.launch();
    panel = await browser.open({
      snapshot: { ...snapshotB({ derivation: null }), network: denseNetwork([INPUTS, UNITS, 30, 2]) },
      theme: THEMES[1]!,
      answers: { overview: () => overview },
    });
  });
  after(async () => {
    const { complaints } = panel;
    await panel.close();
    await browser.close();
    assert.deepEqual(complaints, []);
  });

  const selected = (): unknown => panel.asked.filter(({ method }) => method === 'select').at(-1)?.params;

  it('are drawn, read by the pointer, and a click selects the weight', async () => {
    const { page } = panel;
    await page.waitForSelector('.heat-frame canvas');
    assert.equal(await page.locator('.heat-frame').count(), 2);
    const frame = page.locator('.heat-frame').first();
    // 2 px a cell: column 1, row 0.
    await frame.hover({ position: { x: 3, y: 1 } });
    await page.waitForFunction(() =>
      document.querySelector('.heat-readout')?.textContent.startsWith('Weights from'),
    );
    assert.equal(
      await page.locator('.heat-readout').innerText(),
      'Weights from unit 3 to unit 2: −0.75, the largest of 3 × 1.',
    );
    const pixel = await page
      .locator('.heat-frame canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => [...canvas.getContext('2d')!.getImageData(2, 0, 1, 1).data]);
    assert.ok(pixel[0]! > pixel[2]!, `the negative hue is warm: ${pixel.join()}`);
    await frame.click({ position: { x: 3, y: 1 } });
    assert.deepEqual(selected(), { subject: { kind: 'weight', layer: 0, i: 2, j: 1 }, reveal: true });
  });

  it('are read by arrow keys, selected by Enter, and told as a table', async () => {
    const { page } = panel;
    await page.mouse.move(1, 1);
    await page.locator('.heat-frame').last().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const columns = overview.gradients.columns;
    const place = overview.gradients.places[columns + 1]!;
    const [i, j] = [Math.floor(place / UNITS), place % UNITS];
    await page.waitForFunction(
      (words) => document.querySelector('.heat-readout')?.textContent.startsWith(words),
      `Gradients from unit ${i + 1} to unit ${j + 1}: `,
    );
    await page.keyboard.press('Enter');
    assert.deepEqual(selected(), { subject: { kind: 'weight', layer: 0, i, j }, reveal: true });
    await page.locator('.overview summary').click();
    const first = await page.locator('.overview tbody tr').first().locator('th, td').allInnerTexts();
    assert.deepEqual(first, ['3', '2', '−0.75']);
    assert.deepEqual(await axeViolations(panel, '.overview'), []);
  });

  it('another layer is asked for when it is chosen', async () => {
    const { page } = panel;
    await page.locator('vscode-dropdown[aria-label="Weights into"]').focus();
    await page.keyboard.press('ArrowDown');
    const end = Date.now() + 10_000;
    const layers = (): unknown[] =>
      panel.asked.filter(({ method }) => method === 'overview').map(({ params }) => params);
    while (!layers().some((params) => JSON.stringify(params) === '{"layer":1}') && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(layers().at(-1), { layer: 1 });
  });
});
