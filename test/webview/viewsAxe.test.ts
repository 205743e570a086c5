import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example } from './hostParts';
import { oneInput, trained } from './learnedNetworks';
import { PanelBrowser, type PanelPage } from './panelPage';
import { runOf } from './runOfViews';
import { THEMES } from './themes';
import { openView, ViewHost, type ViewHostOptions } from './viewHost';

const axe = readFileSync(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** What axe finds on a page, in its own words. */
async function findings({ page }: PanelPage): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as {
      axe: {
        run: (options: object) => Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await tool.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  });
}

const circles = example('circles');
const STATES: readonly (readonly [view: string, ready: string, options: () => ViewHostOptions])[] = [
  ['learned', '.map-canvas[data-painted="96"]', () => ({ text: circles, parameters: trained(circles, 20) })],
  ['learned', '.learned-curve .curve', () => ({ text: oneInput })],
  [
    'update',
    '.term .katex',
    () => ({ ...runOf(circles, 2), subject: { kind: 'weight', layer: 0, i: 0, j: 0 } }),
  ],
  ['distributions', '.band-figure', () => runOf(circles, 4)],
  ['story', '.merged .katex', () => ({ text: example('two-linear-layers') })],
];

describe('the views of learning', function () {
  this.timeout(300_000);
  let browser: PanelBrowser;

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  for (const [view, ready, options] of STATES) {
    it(`have no violation that axe finds: ${view}, ${ready}`, async () => {
      const host = new ViewHost(options());
      const panel = await browser.open({
        snapshot: host.snapshot(),
        answers: host.answers,
        state: openView(view),
        theme: THEMES[0]!,
      });
      await panel.page.waitForSelector(ready);
      await panel.page.evaluate(() => {
        for (const details of document.querySelectorAll<HTMLDetailsElement>('.view details'))
          details.open = true;
      });
      for (const theme of THEMES) {
        await panel.setTheme(theme);
        assert.deepEqual(await findings(panel), [], theme.name);
      }
      assert.deepEqual(panel.complaints, []);
      await panel.close();
    });
  }
});
