import { strict as assert } from 'node:assert';
import { example } from './hostParts';
import { oneInput, trained } from './learnedNetworks';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { THEMES } from './themes';
import { exampleFile, openView, ViewHost, type ViewHostOptions } from './viewHost';

describe('the view of what was learned', function () {
  this.timeout(120_000);
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
    assert.deepEqual(complaints, [], 'policy violations, errors or dialogs');
  });

  async function open(options: ViewHostOptions, more: Partial<OpenOptions> = {}): Promise<PanelPage> {
    const host = new ViewHost(options);
    const panel = await browser.open({
      snapshot: host.snapshot(),
      answers: host.answers,
      state: openView('learned'),
      theme: THEMES[1]!,
      ...more,
    });
    opened.push(panel);
    return panel;
  }

  const circles = example('circles');

  it('maps a network of two inputs, coarse and then fine, and reads the map by mouse and by keys', async () => {
    const { page } = await open({ text: circles, parameters: trained(circles, 150) });
    await page.waitForSelector('.map-canvas[data-painted="96"]');
    const map = page.locator('.map-canvas');
    // The middle is inside the ring: class 1, and the corner outside.
    await map.scrollIntoViewIfNeeded();
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    assert.match(await page.locator('.map-readout').innerText(), /= 0\.9\d*, class 1$/);
    await page.mouse.move(box.x + 3, box.y + 3);
    assert.match(await page.locator('.map-readout').innerText(), /, class 0$/);
    await map.focus();
    for (const key of ['Home', 'ArrowUp']) await page.keyboard.press(key);
    const text = await map.getAttribute('aria-valuetext');
    assert.equal(await page.locator('.map-readout').textContent(), text);
    assert.match(text!, /^x₁ = −1\.\d+, x₂ = 1\.\d+: /);
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await map.getAttribute('aria-valuetext'), text);
    assert.match(
      await page.locator('.map-legend').innerText(),
      /● class 0, ■ class 1\. The line is where the output is 0\.5\./,
    );
    assert.match(await page.locator('.map-legend').innerText(), /Hollow signs are test samples/);
  });

  it('paints what the network answers: both hues where both classes are', async () => {
    const { page } = await open({ text: circles, parameters: trained(circles, 150) });
    await page.waitForSelector('.map-canvas[data-painted="96"]');
    const [middle, corner] = await page.locator('.map-canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data, width, height } = canvas
        .getContext('2d')!
        .getImageData(0, 0, canvas.width, canvas.height);
      const at = (x: number, y: number) => {
        const place = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
        return [...data.subarray(place, place + 3)];
      };
      return [at(0.5, 0.53), at(0.01, 0.01)];
    });
    // In the dark theme the positive hue is blue, the negative one orange.
    assert.ok(middle[2]! > middle[0]! + 20, `${String(middle)} is not blue`);
    assert.ok(corner[0]! > corner[2]! + 20, `${String(corner)} is not orange`);
  });

  it('has a small map for each hidden unit, which selects it by mouse and by key', async () => {
    const panel = await open({ text: circles, parameters: trained(circles, 150) });
    const { page } = panel;
    await page.waitForSelector('.hidden-unit');
    assert.equal(await page.locator('.hidden-unit').count(), 6);
    assert.match(
      (await page.locator('.hidden-unit').nth(2).getAttribute('aria-label'))!,
      /, hidden: −?\d.* to /,
    );
    await page.locator('.hidden-unit').nth(2).click();
    await page.waitForSelector('.hidden-unit[aria-pressed="true"]');
    await page.locator('.hidden-unit').nth(4).focus();
    await page.keyboard.press('Enter');
    const selected = panel.asked.filter(({ method }) => method === 'select').map(({ params }) => params);
    assert.deepEqual(selected, [
      { subject: { kind: 'activation', layer: 0, j: 2 }, reveal: true },
      { subject: { kind: 'activation', layer: 0, j: 4 }, reveal: true },
    ]);
  });

  it('draws the function of a network of one input through its samples, and reads it', async () => {
    const { page } = await open({ text: oneInput, parameters: trained(oneInput, 300) });
    await page.waitForSelector('.learned-curve .curve');
    assert.equal(await page.locator('.learned-curve .point').count(), 40);
    assert.equal(await page.locator('.learned-curve .point.is-test').count(), 10);
    const curve = page.locator('.learned-curve');
    await curve.focus();
    await page.keyboard.press('Home');
    const atStart = await curve.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await curve.getAttribute('aria-valuetext'), atStart);
    assert.equal(
      await page.locator('.map-readout').textContent(),
      await curve.getAttribute('aria-valuetext'),
    );
    assert.equal(await page.locator('.hidden-unit polyline').count(), 4);
    await page.locator('.learned .twin > summary').first().click();
    assert.ok((await page.locator('.learned .twin tbody tr').count()) >= 16);
  });

  it('lists every sample, sorted and paged, and shows one in the diagram', async () => {
    const fileText = exampleFile('grains.csv');
    const text = example('grains');
    const panel = await open({ text, fileText, parameters: trained(text, 40, fileText) });
    const { page } = panel;
    await page.waitForSelector('.predictions tbody tr');
    assert.equal(await page.locator('.predictions tbody tr').count(), 50);
    assert.equal(await page.locator('.learned-map').count(), 0, 'four inputs have no map');
    await page.getByRole('button', { name: 'Loss', exact: true }).click();
    await page.waitForSelector('th[aria-sort="descending"]');
    const losses = await page
      .locator('.predictions tbody tr td:nth-last-child(3)')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('title'))));
    assert.deepEqual(
      losses,
      [...losses].sort((a, b) => b - a),
    );
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.predictions tbody tr').length === 40);
    assert.match(await page.locator('.pager').innerText(), /Page 2 of 2, 90 samples/);
    await page.getByRole('button', { name: '‖∇L‖' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('th[data-key="gradient"][aria-sort="descending"]');
    await page.locator('.row-button').first().click();
    const { params } = panel.asked.filter(({ method }) => method === 'showSample').at(-1)!;
    assert.equal(
      String((params as { sample: number }).sample),
      await page.locator('.row-button').first().innerText(),
    );
  });

  it('counts who was taken for whom, with training and test samples apart', async () => {
    const fileText = exampleFile('grains.csv');
    const text = example('grains');
    const { page } = await open({ text, fileText, parameters: trained(text, 40, fileText) });
    await page.waitForSelector('.confusion-matrix');
    const sums = await page
      .locator('.confusion-matrix')
      .evaluateAll((tables) =>
        tables.map((table) =>
          [...table.querySelectorAll('td.figure')].reduce((sum, cell) => sum + Number(cell.textContent), 0),
        ),
      );
    assert.deepEqual(sums, [72, 18]);
    assert.deepEqual(await page.locator('.confusion-matrix').first().locator('thead th').allInnerTexts(), [
      'barley',
      'rye',
      'wheat',
    ]);
  });

  it('says how far it is while many samples are computed', async () => {
    const host = new ViewHost({ text: circles });
    let finish: () => void = () => undefined;
    const panel = await open(
      { text: circles },
      {
        answers: {
          ...host.answers,
          learnedPredictions: async (params, cancellation) => {
            await new Promise<void>((resolve) => (finish = resolve));
            return host.answers.learnedPredictions!(params, cancellation);
          },
        },
      },
    );
    await panel.page.waitForFunction(() => document.querySelector('.busy')?.textContent === 'Computing…');
    panel.host.send('learnedProgress', { done: 120, of: 200 });
    await panel.page.waitForFunction(() =>
      document.querySelector('.busy')?.textContent.includes('120 of 200'),
    );
    finish();
    await panel.page.waitForSelector('.predictions tbody tr');
    assert.equal(await panel.page.locator('.busy').textContent(), '');
  });

  it('says where there is nothing to be seen, and is whole in 420 px', async () => {
    const bare = JSON.stringify({ inputs: 3, layers: [{ units: 2, activation: 'tanh' }] });
    const none = await open({ text: bare });
    await none.page.waitForFunction(() =>
      (document.querySelector('.learned')?.textContent ?? '').includes('has no samples'),
    );
    const { page } = await open({ text: circles }, { width: 420, height: 1600 });
    await page.waitForSelector('.map-canvas[data-painted="96"]');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });
});
