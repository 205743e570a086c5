import { strict as assert } from 'node:assert';
import { example } from './hostParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { THEMES } from './themes';
import { openView, ViewHost, type ViewHostOptions } from './viewHost';

describe('the story in the panel', function () {
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
      state: openView('story'),
      theme: THEMES[0]!,
      ...more,
    });
    opened.push(panel);
    return panel;
  }

  it('has four chapters, the box, and a pair of pictures for each layer', async () => {
    const { page } = await open({ text: example('network-b') });
    await page.waitForSelector('.chapter');
    assert.deepEqual(
      await page
        .locator('.chapter')
        .evaluateAll((parts) => parts.map((part) => part.getAttribute('data-chapter'))),
      ['forward', 'error', 'backward', 'update'],
    );
    assert.match(await page.locator('.story .aside').innerText(), /Reward: an objective that is to rise/);
    assert.equal(await page.locator('.slope-figure svg').count(), 4);
    assert.equal(await page.locator('.slope-figure .tangent').count(), 4);
    const label = await page.locator('.slope-figure svg').nth(1).getAttribute('aria-label');
    assert.match(label!, /^The slope of sigmoid .*: a_h₁ 0\.25, a_h₂ 0\.25$/);
  });

  it('draws tangents along the curve', async () => {
    const { page } = await open({ text: example('network-b') });
    await page.waitForSelector('.tangent');
    // The curve's own direction at the unit, from the points that were drawn, is the tangent's.
    const [tangent, curve] = await page
      .locator('.slope-figure svg')
      .first()
      .evaluate((picture) => {
        const numbers = (d: string) => d.match(/-?\d+(\.\d+)?/g)!.map(Number);
        const [x1, y1, x2, y2] = numbers(picture.querySelector('.tangent')!.getAttribute('d')!);
        const points = numbers(picture.querySelector('.curve')!.getAttribute('d')!);
        const at = Number(picture.querySelector('.dot')!.getAttribute('cx'));
        const n = points.findIndex((x, place) => place % 2 === 0 && x >= at);
        return [
          (y2! - y1!) / (x2! - x1!),
          (points[n + 5]! - points[n - 3]!) / (points[n + 4]! - points[n - 4]!),
        ];
      });
    assert.ok(Math.abs(tangent - curve) < 0.05 * Math.abs(curve), `${tangent} beside ${curve}`);
  });

  it('shows two linear layers as one, with every formula set, and the units as a table by keys', async () => {
    const { page } = await open({ text: example('two-linear-layers') });
    await page.waitForSelector('.merged .katex');
    assert.equal(await page.locator('.merged .katex-display').count(), 2);
    assert.equal(await page.locator('.story .tex-source').count(), 0);
    await page.locator('.story .twin > summary').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.story tbody tr');
    assert.equal(await page.locator('.story tbody tr').count(), 3);
  });

  it('leaves everything in place when only the selection changes, and says where there is no data', async () => {
    const panel = await open({ text: example('network-b') });
    const { page } = panel;
    await page.waitForSelector('.chapter');
    await page.evaluate(() => {
      document.querySelector('.chapter')!.setAttribute('data-mark', 'same');
    });
    const host = new ViewHost({
      text: example('network-b'),
      subject: { kind: 'weight', layer: 0, i: 0, j: 0 },
    });
    const { network, problem } = host.snapshot();
    panel.host.send('network', { network, problem });
    await page.waitForTimeout(300);
    assert.equal(await page.locator('[data-mark="same"]').count(), 1);
    const bare = await open({ text: JSON.stringify({ inputs: 1, layers: [{ units: 1 }] }) });
    await bare.page.waitForFunction(() =>
      document.querySelector('.story')?.textContent.includes('the story can be told'),
    );
  });

  it('is whole in 420 px', async () => {
    const { page } = await open({ text: example('two-linear-layers') }, { width: 420, height: 1600 });
    await page.waitForSelector('.merged .katex');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });
});
