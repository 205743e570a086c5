import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setWords } from '../../src/core/words/say';
import { example, hostParts } from './hostParts';
import { PanelBrowser, type PanelPage } from './panelPage';
import { runView, snapshotB } from './snapshots';
import { STATES } from './states';
import { THEMES } from './themes';

type Bundle = Readonly<Record<string, string>>;

const bundle = (file: string): Bundle => JSON.parse(readFileSync(join('l10n', file), 'utf8')) as Bundle;

/** All that the page says: its texts, labels, tooltips and alternatives, one by one. */
function everythingSaid(): string[] {
  const said: string[] = [];
  const visit = (node: Node): void => {
    if (node instanceof Element) {
      // A formula is the same in every language.
      if (node.matches('.katex, math, script, style')) return;
      for (const name of ['aria-label', 'title', 'aria-valuetext', 'alt', 'placeholder']) {
        const text = node.getAttribute(name);
        if (text) said.push(text);
      }
      if (node.shadowRoot) node.shadowRoot.childNodes.forEach(visit);
    }
    if (node.nodeType === Node.TEXT_NODE && node.textContent?.trim()) said.push(node.textContent.trim());
    node.childNodes.forEach(visit);
  };
  visit(document.body);
  return said;
}

describe('the panel in German', function () {
  this.timeout(60_000);
  const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
  let browser: PanelBrowser;
  let panel: PanelPage;

  before(async () => {
    browser = await PanelBrowser.launch();
    setWords(bundle('bundle.l10n.de.json'));
  });
  after(async () => {
    setWords(null);
    await browser.close();
  });
  afterEach(async () => {
    const { complaints } = panel;
    await panel.close();
    assert.deepEqual(complaints, []);
  });

  it('says nothing in English, neither of itself nor of the host', async () => {
    const snapshot = snapshotB({ ...hostParts(example('network-b'), w1), run: runView() });
    panel = await browser.open({ snapshot, theme: THEMES[1]!, language: 'de' });
    assert.equal(await panel.page.locator('html').getAttribute('lang'), 'de');
    await panel.page.evaluate(() => {
      document.querySelectorAll('details').forEach((details) => (details.open = true));
    });
    await panel.settle();
    const said = await panel.page.evaluate(everythingSaid);
    const [english, german] = [bundle('panel.l10n.json'), bundle('panel.l10n.de.json')];
    const ownWords = Object.keys(english).filter((key) => english[key] !== german[key]);
    assert.ok(ownWords.length > 80);
    const left = said.filter((text) => ownWords.includes(text));
    assert.deepEqual(left, []);
    // Words that hardly any German sentence has.
    assert.deepEqual(
      said.filter((text) => /\b(?:the|of|from|with|and|loss|weight|layer|sample|epoch)\b/i.test(text)),
      [],
    );
    for (const expected of ['Trainieren', 'Herleitung', 'Lernrate', 'Kettenregel', 'Verlust']) {
      assert.ok(
        said.some((text) => text.includes(expected)),
        expected,
      );
    }
    mkdirSync('out/screenshots', { recursive: true });
    await panel.page.screenshot({ path: 'out/screenshots/german.png' });
  });

  it('fits a width of 420 pixels, with its longer words', async () => {
    const snapshot = snapshotB({ ...hostParts(example('network-b'), w1), run: runView() });
    panel = await browser.open({ snapshot, theme: THEMES[0]!, language: 'de', width: 420 });
    const [shown, wanted] = await panel.page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      return [clientWidth, scrollWidth];
    });
    assert.ok(wanted <= shown, `${wanted} px in ${shown} px`);
    await panel.page.screenshot({ path: 'out/screenshots/german-narrow.png' });
  });

  it('is English where no words are loaded', async () => {
    panel = await browser.open({ snapshot: STATES['empty']!(), theme: THEMES[1]! });
    assert.equal(await panel.page.locator('html').getAttribute('lang'), 'en');
    assert.ok((await panel.page.evaluate(everythingSaid)).includes('Open an example'));
  });
});
