import assert from 'node:assert/strict';
import { diagramSvg } from '../../src/core/exchange/diagramSvg';
import { drawNetwork } from '../../src/core/exchange/diagram';
import { symbolsOf } from '../../src/host/panel/views/symbols';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { axeViolations } from './axe';
import { example, hostParts } from './hostParts';
import { PanelBrowser, type Asked, type OpenOptions, type PanelPage } from './panelPage';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
const good = goodNetworkOf(example('network-b'));
const symbols = symbolsOf(good);
const updates = {
  layers: [
    { weights: Float64Array.of(0.01, -0.02, 0.03, 0), biases: null },
    { weights: Float64Array.of(-0.5, 0.01, -0.02, 0.04), biases: null },
  ],
};

describe('the diagram in a browser', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  let panel: PanelPage;

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const { complaints } = panel;
    await panel.close();
    assert.deepEqual(complaints, []);
  });

  async function open(options: Partial<OpenOptions> = {}): Promise<PanelPage> {
    panel = await browser.open({
      snapshot: snapshotB(hostParts(example('network-b'), w1)),
      theme: THEMES[1]!,
      answers: {
        symbols: () => symbols,
        nextUpdates: () => updates,
        diagramSvg: () => ({ source: diagramSvg(drawNetwork(good.network, () => 0.5)) }),
      },
      ...options,
    });
    return panel;
  }
  const asked = (method: string): Asked[] => panel.asked.filter((one) => one.method === method);
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    const end = Date.now() + 15_000;
    while (!holds()) {
      assert.ok(Date.now() < end, what);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const pick = async (name: string, keys: number): Promise<void> => {
    await panel.page.locator(`vscode-dropdown[aria-label="${name}"]`).focus();
    for (let n = 0; n < keys; n++) await panel.page.keyboard.press('ArrowDown');
  };
  const edge = (key: string): Promise<(string | null)[]> =>
    panel.page
      .locator(`[data-key="${key}"] .line`)
      .evaluate((line) => [line.getAttribute('data-sign'), line.getAttribute('stroke-width')]);

  it('has edges that tell values, gradients or the next update, by mouse and keyboard', async () => {
    const { page } = await open();
    assert.deepEqual(await edge('weight 1 0 0'), ['positive', '2.81']);
    await pick('Edges show', 1);
    await page.waitForFunction(() => document.querySelector('.legend')?.textContent.includes('gradients'));
    assert.equal((await edge('weight 1 1 0'))[1], '4', 'the largest gradient');
    assert.equal((await edge('weight 1 0 1'))[0], 'negative');
    assert.match(await page.locator('.labels').innerHTML(), /∂ 0\.0726907/);
    await pick('Edges show', 1);
    await page.waitForFunction(() => document.querySelector('.legend')?.textContent.includes('next update'));
    assert.deepEqual(await edge('weight 1 0 0'), ['negative', '4']);
    assert.equal((await edge('weight 0 1 1'))[0], 'zero');
    assert.match(
      await page.locator('.legend').innerText(),
      /widest is 0\.5\. The update is the one that sgd/,
    );
    const kept = (await panel.keptState()) as { readonly edges: string };
    assert.equal(kept.edges, 'update');
  });

  it('draws the activation of a unit as a bar, up for positive', async () => {
    const { page } = await open();
    const { network } = hostParts(example('network-b'), w1);
    // As it is drawn, whatever the style sheets say.
    const heightOf = (key: string): Promise<number> =>
      page.locator(`[data-key="${key}"] .unit-bar`).evaluate((bar: SVGRectElement) => bar.getBBox().height);
    const drawn = async (key: string, value: number): Promise<void> => {
      assert.ok(Math.abs((await heightOf(key)) - 8 * Math.abs(value)) < 0.06, key);
    };
    await drawn('activation 1 0', network.layers[1]!.units[0]!.value);
    await drawn('input 0', 0.05);
    const box = await page
      .locator('[data-key="activation 1 0"]')
      .evaluate((stop) => [
        stop.querySelector<SVGRectElement>('.unit-bar')!.getBBox().y,
        Number(stop.querySelector('.disc')?.getAttribute('cy')),
      ]);
    assert.ok(box[0]! < box[1]!, 'positive is up');
  });

  it('shows a pass layer by layer: numbers arrive, words are told, dots run and are gone', async () => {
    const { page } = await open();
    const { network } = hostParts(example('network-b'), w1);
    const forward = page.locator('.network vscode-button[aria-label="Forward"]');
    await forward.click();
    assert.match(
      await page.locator('.pass-words').innerText(),
      /^Forward: the inputs are i₁ = 0\.05; i₂ = 0\.1\.$/,
    );
    await forward.click();
    assert.equal(await page.locator('.badge').count(), 2);
    const first = network.layers[0]!.units[0]!;
    const badge = await page.locator('.badge').first().textContent();
    assert.ok(Math.abs(Number(badge) - (first.preActivation?.value ?? NaN)) < 1e-5, badge ?? '');
    await page.waitForFunction(() => document.querySelectorAll('.pass-dot').length === 0);
    await page.locator('.network vscode-button[aria-label="Backward"]').click();
    assert.match(await page.locator('.pass-words').innerText(), /^Forward: the loss|the loss/);
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.pass-words').innerText(), /^Backward, .*a_o₁ has the error δ = 0\.1/);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.pass').count(), 0);
    assert.equal(await page.locator('.pass-words').innerText(), '');
  });

  it('runs no dots where a person wants no motion', async () => {
    const { page } = await open({ reducedMotion: true });
    await page.evaluate(() => {
      const seen = { dots: 0 };
      (window as unknown as { seen: typeof seen }).seen = seen;
      new MutationObserver(() => {
        seen.dots += document.querySelectorAll('.pass-dot').length;
      }).observe(document.body, { subtree: true, childList: true });
    });
    for (let n = 0; n < 3; n++) await page.locator('.network vscode-button[aria-label="Forward"]').click();
    assert.equal(await page.locator('.badge').count(), 2);
    assert.equal(await page.evaluate(() => (window as unknown as { seen: { dots: number } }).seen.dots), 0);
  });

  it('lights what the mouse rests on in the editor, in diagram and formulas, and asks for no mark there', async () => {
    const { page } = await open();
    const before = panel.asked.length;
    panel.host.send('hovered', { subject: { kind: 'activation', layer: 0, j: 0 } });
    await page.waitForSelector('[data-key="activation 0 0"].is-pointed', { state: 'attached' });
    await page.waitForSelector('.equation .katex [data-subject="activation 0 0"].is-pointed');
    panel.host.send('hovered', { subject: null });
    await page.waitForFunction(() => document.querySelector('.is-pointed') === null);
    assert.deepEqual(
      panel.asked.slice(before).filter(({ method }) => method === 'point'),
      [],
    );
  });

  it('marks what is pointed at in diagram, formulas and file, both ways', async () => {
    const { page } = await open();
    await until(() => asked('symbols').length > 0, 'symbols were not asked');
    await page.waitForSelector('.derivation .katex [data-subject="weight 1 0 0"]');
    await page.locator('.equation .katex [data-subject="weight 1 0 0"]').first().hover();
    await page.waitForSelector('[data-key="weight 1 0 0"].is-pointed', { state: 'attached' });
    const w5 = { kind: 'weight', layer: 1, i: 0, j: 0 };
    await until(
      () => JSON.stringify(asked('point').at(-1)?.params) === JSON.stringify({ subject: w5 }),
      'w5',
    );
    await page.locator('[data-key="activation 0 0"] .disc').hover();
    await page.waitForSelector('.equation .katex [data-subject="activation 0 0"].is-pointed');
    assert.equal(await page.locator('[data-key="weight 1 0 0"].is-pointed').count(), 0);
    await page.mouse.move(2, 2);
    await until(() => JSON.stringify(asked('point').at(-1)?.params) === '{"subject":null}', 'nothing');
    assert.equal(await page.locator('.is-pointed').count(), 0);
  });

  it('walks the quantities of the formula by arrow keys, and selects one by Enter', async () => {
    const { page } = await open();
    await page.waitForSelector('.factor');
    const words = await page.locator('.factor').allInnerTexts();
    assert.ok(words.includes('w₅ 0.4') && words.includes('i₁ 0.05'), words.join(' | '));
    await page.locator('.factors').focus();
    await page.keyboard.press('End');
    const last = await page.locator('.factor[aria-selected="true"]').getAttribute('data-subject');
    assert.equal(last, 'input 0');
    await page.waitForSelector('[data-key="input 0"].is-pointed');
    await page.keyboard.press('Enter');
    await until(() => asked('select').length > 0, 'nothing was selected');
    assert.deepEqual(asked('select')[0]?.params, { subject: { kind: 'input', i: 0 }, reveal: true });
  });

  it('copies formulas without the marks', async () => {
    const { page } = await open();
    await page.waitForSelector('.derivation .katex [data-subject]');
    await page.locator('vscode-button[aria-label="Copy LaTeX"]').click();
    await until(() => asked('copy').length > 0, 'nothing was copied');
    const { text } = asked('copy')[0]?.params as { readonly text: string };
    assert.doesNotMatch(text, /htmlData/);
    assert.match(text, /w_5/);
  });

  it('zooms by buttons, keys and the wheel, about the pointer, and pans', async () => {
    const { page } = await open();
    const width = (): Promise<number> =>
      page.locator('svg.diagram').evaluate((one) => Number(one.getAttribute('width')));
    const natural = await width();
    await page.locator('.network vscode-button[aria-label="Zoom in"]').click();
    assert.equal(await width(), Math.round(natural * 1.25));
    await page.locator('[data-key="input 0"]').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    assert.equal(await width(), Math.round(natural * 1.25 ** 3));
    const place = (): Promise<{ x: number; y: number }> =>
      page.locator('[data-key="activation 0 1"] .disc').evaluate((disc) => {
        const { left, top, width: w, height: h } = disc.getBoundingClientRect();
        return { x: left + w / 2, y: top + h / 2 };
      });
    const before = await place();
    await page.mouse.move(before.x, before.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -60);
    await page.keyboard.up('Control');
    await page.waitForFunction(
      (was) => Number(document.querySelector('svg.diagram')?.getAttribute('width')) > was,
      Math.round(natural * 1.25 ** 3),
    );
    const after = await place();
    assert.ok(Math.abs(after.x - before.x) < 3, 'what is under the pointer stays there');
    await page.keyboard.press('0');
    assert.ok((await width()) <= natural);
    await page.locator('.network vscode-button[aria-label="Zoom in"]').click({ clickCount: 4 });
    const scroll = (): Promise<number> =>
      page.locator('.diagram-scroller').evaluate(({ scrollTop, scrollLeft }) => scrollTop + scrollLeft);
    const box = (await page.locator('.diagram-scroller').boundingBox())!;
    const at = await scroll();
    await page.mouse.move(box.x + 60, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y + 4, { steps: 5 });
    await page.mouse.up();
    assert.notEqual(await scroll(), at);
  });

  it('is exported as SVG and TikZ by the host, as PNG with the picture drawn here', async () => {
    const { page } = await open();
    for (const format of ['SVG', 'TikZ', 'PNG'])
      await page.locator(`.network vscode-button[aria-label="${format}"]`).click();
    await until(() => asked('exportDiagram').length === 3, 'no export');
    const exported = asked('exportDiagram').map(
      ({ params }) => params as { readonly format: string; readonly png: Uint8Array | null },
    );
    assert.deepEqual(exported.slice(0, 2), [
      { format: 'svg', png: null },
      { format: 'tikz', png: null },
    ]);
    const png = exported[2]?.png;
    assert.ok(png);
    assert.deepEqual([...png.slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    const view = new DataView(png.buffer, png.byteOffset);
    const { width, height } = drawNetwork(good.network, () => 0.5);
    assert.deepEqual(
      [view.getUint32(16), view.getUint32(20)].map((side) => Math.round(side / 2)),
      [Math.round(width), Math.round(height)],
    );
  });

  for (const theme of THEMES) {
    it(`has no violation that axe finds, with everything on, in ${theme.name}`, async () => {
      const { page } = await open({ theme, width: 420, height: 1400 });
      await page.locator('.network vscode-button[aria-label="Forward"]').click();
      await page.locator('.network vscode-button[aria-label="Forward"]').click();
      await page.waitForSelector('.factor');
      for (const part of ['.network', '.factor-row']) assert.deepEqual(await axeViolations(panel, part), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    });
  }
});
