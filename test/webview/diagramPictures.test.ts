import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameterIndex } from '../../src/core/engine/layout';
import { matrixOverview } from '../../src/core/insight/matrixOverview';
import { nextStep } from '../../src/core/insight/prediction';
import { symbolsOf } from '../../src/host/panel/views/symbols';
import type { PinView } from '../../src/protocol/views/pins';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { denseText, example, hostParts } from './hostParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const OUT = join(process.cwd(), 'out', 'screenshots');
const SHEET_WIDTH = 1800;

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
const w5 = { kind: 'weight', layer: 1, i: 0, j: 0 } as const;
const [light, dark, contrast, contrastLight] = THEMES;

/** A panel on a real network, answered as the host does. */
function opened(text: string, subject: typeof w1 | typeof w5): Pick<OpenOptions, 'snapshot' | 'answers'> {
  const good = goodNetworkOf(text);
  const { network, model, parameters } = good;
  const { gradient } = good.evaluation()!;
  const change = nextStep(network, model, parameters, gradient, network.training.learningRate, null);
  const slices = (values: Float64Array, l: number): Float64Array => {
    const { inputs, units, weightOffset } = model.layout.layers[l]!;
    return values.slice(weightOffset, weightOffset + inputs * units);
  };
  return {
    snapshot: snapshotB(hostParts(text, subject)),
    answers: {
      symbols: () => symbolsOf(good),
      spelling: () => ({ text: '0.40' }),
      derive: () => hostParts(text, w5).derivation,
      nextUpdates: () => ({
        layers: network.layers.map((_, l) => ({ weights: slices(change, l), biases: null })),
      }),
      overview: ({ layer }) => {
        const { inputs, units } = model.layout.layers[layer]!;
        const of = (values: Float64Array) => matrixOverview(slices(values, layer), inputs, units, 128);
        return { inputs, units, weights: of(parameters), gradients: of(gradient) };
      },
    },
  };
}

function pinOf(text: string, subject: typeof w5): PinView {
  const good = goodNetworkOf(text);
  const { symbol, text: name, gradientSymbol, gradientText } = hostParts(text, subject).derivation;
  const index = parameterIndex(good.model.layout, subject);
  const gradient = good.evaluation()!.gradient[index]!;
  const value = good.parameters[index]!;
  return { subject, symbol, text: name, gradientSymbol, gradientText, value, gradient };
}

interface Picture {
  readonly name: string;
  readonly options: Pick<OpenOptions, 'theme' | 'width' | 'height'>;
  readonly open: Pick<OpenOptions, 'snapshot' | 'answers'>;
  readonly act: (panel: PanelPage) => Promise<void>;
}

const b = opened(example('network-b'), w1);
const wide = { width: 1400, height: 900 };

const PICTURES: readonly Picture[] = [
  {
    name: 'gradients, pinned',
    options: { ...wide, theme: light! },
    open: b,
    act: async ({ page, host }) => {
      host.send('pins', [pinOf(example('network-b'), w5)]);
      host.send('history', { canGoBack: true, canGoForward: false });
      await page.waitForSelector('.pinned .katex');
      await page.locator('vscode-dropdown[aria-label="Edges show"]').focus();
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.querySelector('.legend')?.textContent.includes('gradients'));
      await page.locator('.pinned summary').click();
      await page.waitForSelector('.pinned-step .katex');
    },
  },
  {
    name: 'next update, pointed at',
    options: { ...wide, theme: dark! },
    open: b,
    act: async ({ page }) => {
      await page.locator('vscode-dropdown[aria-label="Edges show"]').focus();
      await page.keyboard.press('End');
      await page.waitForFunction(() =>
        document.querySelector('.legend')?.textContent.includes('next update'),
      );
      await page.waitForSelector('.factor');
      await page.locator('.equation .katex [data-subject="weight 1 0 0"]').first().hover();
      await page.waitForSelector('[data-key="weight 1 0 0"].is-pointed', { state: 'attached' });
    },
  },
  {
    name: 'a pass, changing a value',
    options: { ...wide, theme: contrast! },
    open: opened(example('network-b'), w5),
    act: async ({ page }) => {
      for (let n = 0; n < 3; n++) await page.locator('.network vscode-button[aria-label="Forward"]').click();
      await page.waitForFunction(() => document.querySelectorAll('.pass-dot').length === 0);
      await page.locator('vscode-button[aria-label="Change the value"]').click();
      await page.waitForSelector('.value-editor .slider');
    },
  },
  {
    name: 'folded layers',
    options: { ...wide, theme: contrastLight! },
    open: opened(denseText([30, 40, 2]), w1),
    act: async ({ page }) => {
      await page.waitForSelector('.heat-frame canvas');
      await page
        .locator('.heat-frame')
        .first()
        .hover({ position: { x: 60, y: 80 } });
    },
  },
  {
    name: 'folded layers, dark',
    options: { width: 640, height: 1300, theme: dark! },
    open: opened(denseText([30, 40, 2]), w1),
    act: async ({ page }) => {
      await page.waitForSelector('.heat-frame canvas');
    },
  },
  {
    name: 'a pass at 420 px',
    options: { width: 420, height: 1300, theme: light! },
    open: b,
    act: async ({ page }) => {
      for (let n = 0; n < 2; n++) await page.locator('.network vscode-button[aria-label="Backward"]').click();
      await page.waitForFunction(() => document.querySelectorAll('.pass-dot').length === 0);
    },
  },
];

describe('pictures of the diagram', function () {
  this.timeout(120_000);
  let browser: PanelBrowser;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  const pathOf = (name: string): string => join(OUT, `diagram-${name.replaceAll(/[ ,]+/g, '-')}.png`);

  for (const { name, options, open, act } of PICTURES) {
    it(`are taken: ${name}`, async () => {
      const panel = await browser.open({ ...open, ...options });
      await act(panel);
      await panel.settle();
      const picture = await panel.page.screenshot({ path: pathOf(name) });
      assert.ok(picture.length > 5000, `${name} is almost empty`);
      assert.deepEqual(panel.complaints, []);
      await panel.close();
    });
  }

  it('are put together on a contact sheet', async () => {
    const page = await browser.blank(SHEET_WIDTH, 800);
    const figures = PICTURES.map(({ name, options }) => {
      const data = readFileSync(pathOf(name)).toString('base64');
      const height = (options.height ?? 900) > 1000 ? 900 : 560;
      return `<figure><img height="${height}" src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
    });
    await page.setContent(
      `<style>body{margin:0;padding:12px;display:flex;flex-wrap:wrap;gap:12px;background:#777;font:12px sans-serif}
       figure{margin:0}img{display:block}figcaption{color:#fff;padding-top:2px}</style>${figures.join('')}`,
    );
    await page.waitForFunction(() =>
      [...document.images].every((image) => image.complete && image.naturalWidth > 0),
    );
    const sheet = await page.screenshot({ path: join(OUT, 'contact-diagram.png'), fullPage: true });
    assert.ok(sheet.length > 100_000);
    await page.close();
  });
});
