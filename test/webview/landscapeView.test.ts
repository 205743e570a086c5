import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example, hostParts } from './hostParts';
import { landscapeHost, type LandscapeHost } from './landscapeParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
const text = example('xor').replace(
  /"training": \{[^}]*\}/,
  '"training": { "learningRate": 2, "epochs": 2000 }',
);

describe('the view of the landscape in a browser', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  const opened: PanelPage[] = [];

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const complaints = opened.flatMap((panel) => panel.complaints);
    await Promise.all(opened.splice(0).map((panel) => panel.close()));
    assert.deepEqual(complaints, []);
  });

  const open = async (
    host: LandscapeHost = landscapeHost(text),
    options: Partial<OpenOptions> = {},
  ): Promise<PanelPage> => {
    const panel = await browser.open({
      snapshot: snapshotB(hostParts(text, w1)),
      theme: THEMES[1]!,
      answers: host.answers,
      state: { views: { open: 'landscape', states: {} } },
      ...options,
    });
    opened.push(panel);
    return panel;
  };
  const drawn = async ({ page }: PanelPage): Promise<void> => {
    await page.waitForSelector('.landscape-map[data-size="64"]');
    await page.waitForFunction(() => document.querySelector('.landscape-status')?.textContent === '');
  };
  const asked = ({ asked: all }: PanelPage, method: string): unknown[] =>
    all.filter((one) => one.method === method).map(({ params }) => params);
  const rows = ({ page }: PanelPage, table: number): Promise<string[][]> =>
    page
      .locator('.landscape .loss-table')
      .nth(table)
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => cell.textContent.replace(/[\u2007\u2008]/g, ''))),
      );
  const ink = ({ page }: PanelPage): Promise<string> =>
    page.locator('.landscape-map').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

  it('draws the map coarse first, and says in words and a table what it shows', async () => {
    const panel = await open();
    await drawn(panel);
    assert.deepEqual(asked(panel, 'landscapeMap'), [
      { axes: { kind: 'parameters', first: 0, second: 1 }, zoom: 1 },
    ]);
    assert.deepEqual(
      asked(panel, 'landscapeHeights').map((params) => (params as { size: number }).size),
      [16, 32, 64],
    );
    const words = await panel.page.locator('.landscape-sentences').innerText();
    assert.match(words, /^L\. Across w₁₁⁽¹⁾|^L\. Across w/);
    assert.match(words, /losses from [\d.]+.* to [\d.]+/);
    await panel.page.locator('.landscape .twin summary').click();
    const places = await rows(panel, 0);
    assert.deepEqual(
      places.map(([name]) => name),
      ['weights shown', 'lowest node', 'start of the path'],
    );
    // The file’s first weights are 0.8 and −0.5.
    assert.deepEqual(places[2]!.slice(1, 3), ['0.8', '−0.5']);
  });

  it('is read by the mouse and by arrow keys, to the same sentence', async () => {
    const panel = await open();
    await drawn(panel);
    const reading = panel.page.locator('.landscape-reading');
    await panel.page.locator('.landscape-map').focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowLeft');
    const middle = await reading.innerText();
    assert.match(middle, /: loss [\d.]+/);
    await panel.page.keyboard.press('ArrowUp');
    assert.notEqual(await reading.innerText(), middle);
    const box = (await panel.page.locator('.landscape-map').boundingBox())!;
    const side = box.width - 64;
    // Node 32 of 64 from the left and from below.
    await panel.page.mouse.move(box.x + 56 + (side * 32) / 63, box.y + 8 + (side * 31) / 63);
    assert.equal(await reading.innerText(), middle);
    await panel.page.mouse.move(box.x + 2, box.y + 2);
    assert.equal(await reading.innerText(), '');
  });

  it('takes other parameters, directions and widths, and keeps the choice', async () => {
    const panel = await open();
    await drawn(panel);
    const before = await ink(panel);
    await panel.page.locator('.landscape-pair vscode-dropdown').nth(1).click();
    await panel.page
      .locator('.landscape-pair vscode-dropdown')
      .nth(1)
      .locator('vscode-option')
      .nth(3)
      .click();
    await drawn(panel);
    assert.deepEqual(asked(panel, 'landscapeMap').at(-1), {
      axes: { kind: 'parameters', first: 0, second: 3 },
      zoom: 1,
    });
    await panel.page.locator('.landscape-map').focus();
    await panel.page.keyboard.press('+');
    await drawn(panel);
    assert.deepEqual(asked(panel, 'landscapeMap').at(-1), {
      axes: { kind: 'parameters', first: 0, second: 3 },
      zoom: 0.5,
    });
    assert.notEqual(await ink(panel), before);
    await panel.page.locator('.landscape vscode-dropdown').first().click();
    await panel.page.locator('.landscape vscode-dropdown').first().locator('vscode-option').nth(2).click();
    await panel.page.locator('.landscape vscode-button[aria-label="Other directions"]').click();
    await drawn(panel);
    assert.deepEqual(asked(panel, 'landscapeMap').at(-1), { axes: { kind: 'random', seed: 2 }, zoom: 1 });
    const kept = (await panel.keptState()) as { views: { states: Record<string, unknown> } };
    assert.deepEqual(kept.views.states['landscape'], {
      kind: 'random',
      first: 0,
      second: 3,
      seed: 2,
      zoom: 1,
      look: 'map',
    });
  });

  it('is a hill when asked, turned by arrow keys and by the mouse, with the same tables', async () => {
    const panel = await open(landscapeHost(text), { reducedMotion: true });
    await drawn(panel);
    const { page } = panel;
    const map = page.locator('.landscape-map');
    const reading = page.locator('.landscape-reading');
    await page.locator('.landscape .twin summary').click();
    const [flat, places, maps] = [
      await ink(panel),
      await rows(panel, 0),
      asked(panel, 'landscapeMap').length,
    ];
    await page.locator('.landscape .select[aria-label="Shown as"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('.landscape-map[data-look="hill"]');
    const first = await ink(panel);
    assert.notEqual(first, flat);
    assert.match(
      (await map.getAttribute('aria-label')) ?? '',
      /^Hill of the loss\. Arrow keys .* losses from/,
    );
    assert.deepEqual(await rows(panel, 0), places);
    assert.equal(asked(panel, 'landscapeMap').length, maps, 'the heights are those of the map');
    await map.focus();
    const seen = new Set([first]);
    for (const [key, words] of [
      ['ArrowRight', 'Turned by 45°, seen from 35° above.'],
      ['ArrowUp', 'Turned by 45°, seen from 40° above.'],
      ['ArrowLeft', 'Turned by 30°, seen from 40° above.'],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await reading.innerText(), words);
      seen.add(await ink(panel));
    }
    assert.equal(seen.size, 4, 'each turn is another picture');
    await page.keyboard.press('Home');
    assert.equal(await ink(panel), first);
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 180);
    await page.mouse.up();
    assert.equal(await reading.innerText(), 'Turned by 80°, seen from 25° above.');
    await page.mouse.move(box.x + 350, box.y + 180);
    assert.equal(await reading.innerText(), 'Turned by 80°, seen from 25° above.', 'it was let go');
    await page.keyboard.press('+');
    await drawn(panel);
    assert.equal((asked(panel, 'landscapeMap').at(-1) as { zoom: number }).zoom, 0.5);
    const kept = (await panel.keptState()) as { views: { states: { landscape: { look: string } } } };
    assert.equal(kept.views.states.landscape.look, 'hill');
  });

  it('hides on the hill what is behind it, from wherever it is seen', async () => {
    const plain = landscapeHost(text);
    /** A wall along the middle, and a path along it: before it (−1) or behind it (1), as the hill is seen at first. */
    const walled = (side: 1 | -1): LandscapeHost => ({
      ...plain,
      answers: {
        ...plain.answers,
        landscapeMap: async (params, cancellation) => {
          const made = await plain.answers.landscapeMap!(params, cancellation);
          const { u, v, half } = made.square;
          const along = Float64Array.from([-0.6, 0.6], (share) => u + share * half);
          const path = { epochs: Float64Array.of(0, 1), u: along, v: along.map(() => v + 0.4 * side * half) };
          return { ...made, path };
        },
        landscapeHeights: async (params, cancellation) => {
          const made = await plain.answers.landscapeHeights!(params, cancellation);
          const isWall = (n: number): boolean => Math.floor(n / made.size) === made.size / 2;
          const values = made.values.map((_, n) => (isWall(n) ? 1 : 0));
          return { ...made, values, scale: { ...made.scale, low: 0, high: 1, isLog: false } };
        },
      },
    });
    /** How many pixels have the colour of the path, which words and points have, too. */
    const bright = ({ page }: PanelPage): Promise<number> =>
      page.locator('.landscape-map').evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        // Of a copy: the browser complains of reading often from what is painted on.
        const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
        copy.drawImage(element as HTMLCanvasElement, 0, 0);
        const { data } = copy.getImageData(0, 0, width, height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at]! > 190 && data[at + 2]! > 190) count++;
        return count;
      });
    const seen: number[] = [];
    for (const side of [-1, 1] as const) {
      const panel = await open(walled(side), {
        state: { views: { open: 'landscape', states: { landscape: { look: 'hill' } } } },
      });
      await drawn(panel);
      seen.push(await bright(panel));
      await panel.page.locator('.landscape-map').focus();
      for (let n = 0; n < 12; n++) await panel.page.keyboard.press('ArrowRight');
      seen.push(await bright(panel));
    }
    const [before, turned, behind, turnedBack] = seen as [number, number, number, number];
    assert.ok(before > behind + 80, `${seen.join(', ')}: the wall hides the path behind it`);
    assert.ok(turnedBack > turned + 80, `${seen.join(', ')}: from the other side it is the other way round`);
  });

  it('restarts, counts where the runs end, and marks each kind', async () => {
    const panel = await open();
    await drawn(panel);
    const before = await ink(panel);
    const count = panel.page.locator('.restart-count');
    await count.click();
    await panel.page.keyboard.press('Control+A');
    await panel.page.keyboard.type('300');
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(() =>
      document.querySelector('.landscape-status')?.textContent.includes('“300” is no number of restarts'),
    );
    await panel.page.keyboard.press('Control+A');
    await panel.page.keyboard.type('8');
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.landscape vscode-button[aria-label="Restart"]').click();
    await panel.page.waitForFunction(() =>
      document.querySelector('.landscape-sentences')?.textContent.includes('8 restarts'),
    );
    await drawn(panel);
    assert.deepEqual(asked(panel, 'restarts'), [{ count: 8 }]);
    await panel.page.locator('.landscape .twin summary').click();
    const basins = await rows(panel, 0);
    assert.ok(basins.length > 1, 'more than one kind of end');
    assert.deepEqual(
      basins.slice(0, 2).map(([, mark]) => mark),
      ['circle', 'square'],
    );
    assert.equal(
      basins.reduce((sum, [, , runs]) => sum + Number(runs), 0),
      8,
    );
    assert.notEqual(await ink(panel), before);
  });

  it('can be cancelled, and says why there is no map', async () => {
    const host = landscapeHost(text);
    host.before = async (isCancelled) => {
      while (!isCancelled()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const panel = await open(host);
    await drawn(panel);
    await panel.page.locator('.landscape vscode-button[aria-label="Restart"]').click();
    panel.host.send('restartProgress', { done: 3, runs: 20 });
    await panel.page.waitForFunction(() =>
      document.querySelector('.landscape-status')?.textContent.includes('3 of 20 restarts are done.'),
    );
    await panel.page.locator('.landscape vscode-button[aria-label="Cancel"]').click();
    await panel.page.waitForFunction(
      () => document.querySelector('.landscape-status')?.textContent === 'Cancelled.',
    );
    host.plan = { refusal: 'No <b>samples</b>.', version: '2' };
    await panel.show(snapshotB(hostParts(text, w1)));
    await panel.page.waitForFunction(() =>
      document.querySelector('.landscape-status')?.textContent.includes('No <b>samples</b>.'),
    );
    assert.equal(await panel.page.locator('.landscape-map').isVisible(), false);
  });

  it('is redrawn in the colours of another theme', async () => {
    const panel = await open();
    await drawn(panel);
    const dark = await ink(panel);
    await panel.setTheme(THEMES[0]!);
    assert.notEqual(await ink(panel), dark);
  });

  const axe = readFileSync(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  for (const [width, theme] of [
    [420, 0],
    [1400, 2],
  ] as const) {
    it(`loses nothing at ${width} px, and has no violation that axe finds`, async () => {
      const panel = await open(undefined, { width, theme: THEMES[theme]! });
      await drawn(panel);
      await panel.page.locator('.landscape .twin summary').click();
      const over = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${over} px too wide`);
      await panel.page.evaluate(axe);
      const violations = await panel.page.evaluate(async () => {
        const { axe: tool } = window as unknown as {
          axe: {
            run: (
              context: string,
              options: object,
            ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
          };
        };
        const found = await tool.run('.landscape', { resultTypes: ['violations'] });
        return found.violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .join()
              .slice(0, 300)}`,
        );
      });
      assert.deepEqual(violations, []);
    });
  }
});
