import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { formatExact } from '../../webview/format';
import { usualWriting } from './hostParts';
import type { RunView } from '../../src/protocol/panel';
import { PanelBrowser, type Asked, type OpenOptions, type PanelPage } from './panelPage';
import {
  denseNetwork,
  derivationOfW1,
  derivationOfW5,
  fallingLosses,
  networkB,
  runView,
  snapshotB,
  subjectDerivation,
} from './snapshots';
import { STATES } from './states';
import { THEMES } from './themes';

const DARK = THEMES[1]!;

/** What the loss chart keeps of the choice of its axis; undefined: none was made. */
async function keptAxis(panel: PanelPage): Promise<unknown> {
  const kept = (await panel.keptState()) as { views?: { states: { loss?: { isLog: unknown } } } } | null;
  return kept?.views?.states.loss?.isLog;
}

/** What the person asked for, and the start: not what the panel asks by itself for a mark or a name. */
function wishes({ asked }: PanelPage): Asked[] {
  return asked.filter(({ method }) => method !== 'symbols' && method !== 'point');
}

const wished = (panel: PanelPage): string[] => wishes(panel).map(({ method }) => method);

describe('the panel in a browser', function () {
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
    assert.deepEqual(complaints, [], 'policy violations, errors or dialogs');
  });

  async function open(
    snapshot: OpenOptions['snapshot'],
    options: Partial<OpenOptions> = {},
  ): Promise<PanelPage> {
    const panel = await browser.open({ snapshot, theme: DARK, ...options });
    opened.push(panel);
    return panel;
  }

  it('draws every part of network B', async () => {
    const panel = await open(snapshotB({ derivation: derivationOfW1(), run: runView() }));
    const { page } = panel;
    assert.deepEqual(wishes(panel), [{ method: 'ready', params: { selection: null } }]);
    assert.equal(await page.locator('.edge').count(), 8);
    assert.equal(await page.locator('.unit').count(), 6);
    assert.deepEqual(await page.locator('.figures dd').allTextContents(), ['0.15', '0.000188256']);
    assert.equal(await page.locator('.step').count(), 5);
    assert.equal(await page.locator('.step .katex').count(), 8);
    assert.equal(await page.locator('.equation').count(), 1);
    assert.equal(await page.locator('.paths tbody th').count(), 2);
    assert.equal(await page.locator('.outlook .sentence').count(), 2);
    assert.equal(await page.locator('.plot canvas').count(), 1);
    assert.match(await page.locator('.epoch').innerText(), /epoch 400 \/ 1000/);
    assert.equal(await page.getByRole('textbox', { name: 'Learning rate' }).inputValue(), '0.5');
    const optimizer = page.locator('.training .select');
    assert.equal(await optimizer.evaluate((list) => (list as HTMLSelectElement).value), 'sgd');
    const names = await page
      .locator('.stop')
      .evaluateAll((stops) => stops.map((stop) => stop.getAttribute('aria-label')));
    assert.ok(names.includes('w₅, from a_h₁ to a_o₁: 0.4, gradient 0.0721571'), names.join('\n'));
    assert.ok(names.includes('a_o₁: 0.606478, o₁ 0.43253, δ 0.142357'), names.join('\n'));
  });

  it('sets the formulas with the theme, in MathML too, and no scroll bar on the page', async () => {
    const { page } = await open(snapshotB());
    assert.ok((await page.locator('.step math').count()) > 0);
    const height = await page
      .locator('.step .katex')
      .first()
      .evaluate((element) => element.getBoundingClientRect().height);
    assert.ok(height > 25, `a fraction ${height} px high has collapsed`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });

  it('lights the paths of the selected weight and dims the rest', async () => {
    const { page } = await open(snapshotB());
    const lit = await page
      .locator('.stop.is-lit')
      .evaluateAll((stops) => stops.map((stop) => stop.getAttribute('data-key')));
    assert.deepEqual(lit.sort(), ['activation 0 0', 'activation 1 0', 'weight 1 0 0']);
    assert.equal(
      await page.locator('[data-key="weight 0 0 0"]').evaluate((edge) => getComputedStyle(edge).opacity),
      '0.25',
    );
  });

  it('selects a weight, a bias and a unit by mouse', async () => {
    const panel = await open({
      ...snapshotB({ derivation: null }),
      network: denseNetwork([2, 3, 2]),
    });
    const { page } = panel;
    for (const key of ['weight 1 2 1', 'bias 0 1', 'activation 0 2', 'input 1']) {
      await page.locator(`[data-key="${key}"] > :last-child`).click({ force: true });
      assert.equal(await page.locator(`[data-key="${key}"]`).getAttribute('aria-pressed'), 'true', key);
    }
    assert.deepEqual(wishes(panel).slice(1), [
      { method: 'select', params: { subject: { kind: 'weight', layer: 1, i: 2, j: 1 }, reveal: true } },
      { method: 'select', params: { subject: { kind: 'bias', layer: 0, j: 1 }, reveal: true } },
      { method: 'select', params: { subject: { kind: 'activation', layer: 0, j: 2 }, reveal: true } },
      { method: 'select', params: { subject: { kind: 'input', i: 1 }, reveal: true } },
    ]);
  });

  it('streams a run: redraws, holds still, and its table equals the history', async () => {
    const panel = await open(snapshotB());
    const { page } = panel;
    const losses = fallingLosses(240);
    const testLosses = losses.map((loss) => loss * 1.25);
    const upTo = (epoch: number): RunView =>
      runView({
        status: epoch === 240 ? 'epochs' : 'running',
        epochs: 240,
        losses: losses.slice(0, epoch),
        testLosses: testLosses.slice(0, epoch),
      });
    panel.sendRun(upTo(0));
    await page.waitForFunction(() => document.querySelector('.toolbar')?.textContent.includes('0 / 240'));
    const top = await page.locator('section.loss').evaluate((element) => element.getBoundingClientRect().top);
    for (let epoch = 40; epoch <= 240; epoch += 40) {
      panel.sendProgress(upTo(epoch));
      if (epoch === 40) await page.locator('section.loss summary').click();
      await page.waitForFunction(
        (count) => document.querySelectorAll('.loss-table tbody tr').length === count,
        epoch,
      );
      await page.waitForFunction(
        (count) => Number(document.querySelector('.plot')?.getAttribute('data-redraws')) > count,
        epoch / 40 - 1,
      );
    }
    assert.ok(Number(await page.locator('.plot').getAttribute('data-redraws')) >= 6);
    assert.equal(
      await page.locator('section.loss').evaluate((element) => element.getBoundingClientRect().top),
      top,
    );
    const rows = await page
      .locator('.loss-table tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.getAttribute('data-value'))),
      );
    assert.deepEqual(
      rows,
      Array.from(losses, (loss, e) => [formatExact(loss), formatExact(testLosses[e]!)]),
    );
    assert.match(await page.locator('.run-status').innerText(), /Finished after epoch 240/);
    assert.match(
      await page.locator('[role=status].visually-hidden').innerText(),
      /Finished.*Epoch 240, loss/,
    );
  });

  it('asks for the whole again when progress is of another run', async () => {
    const panel = await open(snapshotB({ run: runView() }));
    panel.sendProgress(runView({ id: 2 }));
    await panel.page.waitForFunction(() => true);
    await panel.settle();
    assert.deepEqual(wished(panel), ['ready', 'ready']);
  });

  it('reads the curve by arrow keys and by mouse', async () => {
    const { page } = await open(snapshotB({ run: runView() }));
    const plot = page.locator('.plot');
    await plot.focus();
    await page.keyboard.press('Home');
    assert.equal(await plot.getAttribute('aria-valuetext'), 'epoch 0 · loss 0.24252');
    await page.keyboard.press('ArrowRight');
    assert.match((await page.locator('.readout').textContent()) ?? '', /^epoch 1 · loss 0\.24/);
    await page.keyboard.press('End');
    assert.equal(await plot.getAttribute('aria-valuenow'), '399');
    await plot.evaluate((element) => {
      (element as HTMLElement).blur();
    });
    assert.equal(await page.locator('.readout').textContent(), '');
    await page.locator('.plot .u-over').hover({ position: { x: 60, y: 60 } });
    await page.waitForFunction(() => document.querySelector('.readout')?.textContent.startsWith('epoch '));
  });

  it('does not take a change of its own for a choice of the person', async () => {
    const losses = Float64Array.from({ length: 100 }, (_, e) => 10 ** (-e / 20));
    const panel = await open(snapshotB({ run: runView({ losses }) }));
    await panel.show(snapshotB({ run: runView({ id: 2, losses: fallingLosses(20) }) }));
    assert.equal(
      await panel.page.locator('.section-head vscode-checkbox').getAttribute('aria-checked'),
      'false',
    );
    assert.equal(await keptAxis(panel), undefined);
  });

  it('takes a new derivation when the host sends one, and new numbers without building anew', async () => {
    const { page, host } = await open(snapshotB());
    const edge = await page.locator('[data-key="weight 1 0 0"]').elementHandle();
    host.send('derivation', derivationOfW1());
    await page.waitForSelector('[data-key="weight 0 0 0"].is-selected', { state: 'attached' });
    const network = networkB();
    const weights = network.layers[1]!.weights!.map((w) => -w);
    host.send('network', {
      network: { ...network, layers: [network.layers[0]!, { ...network.layers[1]!, weights }] },
      problem: null,
    });
    await page.waitForSelector('[data-key="weight 1 0 0"] .line[data-sign=negative]', { state: 'attached' });
    assert.equal(await edge.evaluate((element) => element.isConnected), true);
    assert.match((await edge.getAttribute('aria-label')) ?? '', /: −0\.4, gradient/);
  });

  it('restores selection, column ratio and axis after a reload', async () => {
    const selection = { kind: 'weight', layer: 0, i: 1, j: 0 } as const;
    const state = {
      selection,
      ratio: 0.4,
      views: { open: 'loss', states: { loss: true } },
      edges: 'gradient',
    };
    const panel = await open(snapshotB({ derivation: subjectDerivation(selection), run: runView() }), {
      state,
    });
    assert.deepEqual(panel.asked[0], { method: 'ready', params: { selection: state.selection } });
    assert.equal(await panel.page.locator('.is-selected').getAttribute('data-key'), 'weight 0 1 0');
    assert.equal(await panel.page.locator('.boundary').getAttribute('aria-valuenow'), '40');
    assert.equal(
      await panel.page.locator('.section-head vscode-checkbox').getAttribute('aria-checked'),
      'true',
    );
    await panel.page.locator('.boundary').focus();
    await panel.page.keyboard.press('ArrowRight');
    assert.deepEqual(await panel.keptState(), { ...state, ratio: 0.42 });
  });

  it('shows the first problem of a broken file with a link, over the last good picture', async () => {
    const panel = await open(STATES['problem']!());
    await panel.page.locator('.problem vscode-link').click();
    assert.ok(panel.methods().includes('showProblem'));
    assert.equal(await panel.page.locator('.columns').evaluate((main) => (main as HTMLElement).inert), true);
    assert.equal(await panel.page.locator('.edge').count(), 8);
    panel.host.send('network', { network: networkB(), problem: null });
    await panel.page.waitForSelector('.problem', { state: 'hidden' });
    assert.equal(await panel.page.locator('.columns').evaluate((main) => (main as HTMLElement).inert), false);
  });

  it('says that it waits for a network, but not while that cannot be felt', async () => {
    const panel = await open(STATES['loading']!());
    const waiting = panel.page.locator('.loading');
    await waiting.waitFor({ state: 'visible' });
    assert.equal(await waiting.innerText(), 'Waiting for the network…');
    assert.equal(await panel.page.locator('.empty').isVisible(), false);
    for (const name of ['opened', 'problem', 'broken', 'empty']) {
      await panel.show(STATES[name]!());
      assert.equal(await waiting.isVisible(), false, name);
    }
    await panel.show(STATES['loading']!());
    const seen = await waiting.evaluate((element) => {
      element.getAnimations().forEach((one) => {
        one.pause();
        one.currentTime = 200;
      });
      return getComputedStyle(element).visibility;
    });
    assert.equal(seen, 'hidden');
  });

  it('names a stale run, a diverged run, and what is folded', async () => {
    const stale = await open(STATES['stale']!());
    assert.match(await stale.page.locator('.run-status').innerText(), /from epoch 40 of the previous text/);
    const diverged = await open(STATES['diverged']!());
    assert.match(
      await diverged.page.locator('.run-status').innerText(),
      /w₅ left the range of a double in update 60/,
    );
    const huge = await open(STATES['huge']!());
    assert.match(await huge.page.locator('.summary').innerText(), /784 × 128 weights are folded/);
    assert.equal(await huge.page.locator('.edge').count(), 0);
  });

  it('copies the formula and every step', async () => {
    const panel = await open(snapshotB());
    await panel.page.locator('.derivation vscode-button').click();
    await panel.page.waitForSelector('vscode-button[aria-label="Copied"]');
    const { text } = wishes(panel).at(-1)?.params as { text: string };
    const { formula, steps } = derivationOfW5();
    assert.equal(formula.equations[0]!.latex, steps[5]!.latex);
    assert.ok(text.startsWith(`$$\n${formula.equations[0]!.latex}\n$$\n`));
    assert.equal(text.match(/^\$\$$/gm)?.length, 2 * steps.length, 'the formula is copied once');
    for (const { latex } of steps) assert.ok(text.includes(latex));
  });

  it('fills the tables while they are open', async () => {
    const { page } = await open(snapshotB());
    assert.equal(await page.locator('.tables table').count(), 0);
    await page.locator('.network summary').click();
    await page.waitForSelector('.tables table');
    const cells = await page
      .locator('.tables table')
      .nth(3)
      .locator('tbody tr')
      .first()
      .locator('th, td')
      .allTextContents();
    assert.deepEqual(
      cells.map((cell) => cell.replace(/[\u2007\u2008]/g, '')),
      ['w₅', 'a_h₁', 'a_o₁', '0.4', '0.0721571'],
    );
  });

  for (const [width, zoom] of [
    [420, 1],
    [640, 1],
    [1000, 1],
    [1600, 1],
    [840, 2],
    [1400, 2],
  ] as const) {
    it(`loses nothing at ${width} px and ${zoom * 100} %`, async () => {
      const panel = await open(STATES['empty']!(), { width: width / zoom, height: 900 / zoom, scale: zoom });
      for (const name of ['running', 'matrix', 'summation', 'batch', 'deep', 'biases', 'problem', 'empty']) {
        await panel.show(STATES[name]!());
        const over = await panel.page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        assert.ok(over <= 0, `${name} is ${over} px too wide`);
        const cut = await panel.page
          .locator('vscode-button, .epoch, .setting, .figures dd, .choice, .paths th, .paths td')
          .evaluateAll((all) =>
            all
              .filter((element) => element.checkVisibility() && !element.closest('[inert]'))
              .filter((element) => {
                const { left, right } = element.getBoundingClientRect();
                return left < 0 || right > window.innerWidth + 0.5;
              })
              .map((element) => element.outerHTML.slice(0, 80)),
          );
        assert.deepEqual(cut, [], name);
      }
    });
  }

  describe('has no violation that axe finds', () => {
    const axe = readFileSync(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
    // axe runs outside the page's policy, as a tool of the browser would.
    const run = async ({ page }: PanelPage, rules: object = {}): Promise<string[]> => {
      if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
      return page.evaluate(async (options) => {
        const { axe: tool } = window as unknown as {
          axe: {
            run: (options: object) => Promise<{
              violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
            }>;
          };
        };
        const { violations } = await tool.run({ resultTypes: ['violations'], ...options });
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
        );
      }, rules);
    };

    // Of one theme and another only the colours differ: the rest is asked once, and colours in states that have their own.
    const ofColours = { runOnly: ['color-contrast', 'link-in-text-block'] };

    const openTables = async (panel: PanelPage): Promise<void> => {
      await panel.page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await panel.settle();
    };

    const coloured = ['empty', 'running', 'numbers', 'diverged', 'stale', 'problem', 'broken', 'huge'];

    for (const theme of THEMES) {
      it(`in ${theme.name}, in ${theme === DARK ? 'every state' : 'every state with colours of its own'}`, async function () {
        this.timeout(300_000);
        const found: string[] = [];
        const panel = await open(STATES['empty']!(), { theme });
        for (const [name, snapshot] of Object.entries(STATES)) {
          if (theme !== DARK && !coloured.includes(name)) continue;
          await panel.show(snapshot());
          if (name === 'running' || name === 'biases') await openTables(panel);
          found.push(
            ...(await run(panel, theme === DARK ? {} : ofColours)).map(
              (violation) => `${name}: ${violation}`,
            ),
          );
        }
        assert.deepEqual(found, []);
      });
    }
  });

  it('redraws the chart in the colours of another theme', async () => {
    const panel = await open(snapshotB({ run: runView() }));
    const ink = async (): Promise<string> =>
      panel.page.locator('.plot canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const dark = await ink();
    const seen = Number(await panel.page.locator('.plot').getAttribute('data-redraws'));
    await panel.setTheme(THEMES[0]!);
    await panel.page.waitForFunction(
      (count) => Number(document.querySelector('.plot')?.getAttribute('data-redraws')) > count,
      seen,
    );
    assert.notEqual(await ink(), dark);
  });

  it('keeps sign and selection visible in forced colours', async () => {
    const { page } = await open(snapshotB(), { forcedColors: true });
    const stroke = await page
      .locator('[data-key="weight 0 0 0"] .line')
      .evaluate((line) => getComputedStyle(line).stroke);
    assert.match(stroke, /^rgb/);
    assert.notEqual(
      await page.locator('.is-selected .ring').evaluate((ring) => getComputedStyle(ring).stroke),
      'none',
    );
  });

  it('shows hostile names as text, and runs nothing', async () => {
    const naughty = JSON.parse(
      readFileSync(join(process.cwd(), 'test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
    ) as string[];
    const hostile = [
      '$\\href{javascript:alert(1)}{x}$',
      '\\href{javascript:alert(1)}{x}',
      '\\includegraphics{http://127.0.0.1:1/x.png}',
      '\\htmlData{onclick=alert(1)}{x}',
      '\\edef\\a{\\a\\a}\\a',
      '\\def\\a{\\a\\a}\\a',
      '\\rule{10000em}{10000em}',
      '<img src=x onerror=alert(1)>',
      '](command:workbench.action.quit)',
      'a\u202Eb\u200Bc\u0000d',
      ...naughty,
    ];
    const panel = await open(snapshotB());
    const { page, host } = panel;
    const network = networkB();
    for (let at = 0; at < hostile.length; at += 8) {
      const name = (offset: number): string => hostile[(at + offset) % hostile.length]!;
      const both = (offset: number): { symbol: string; text: string } => ({
        symbol: name(offset),
        text: name(offset),
      });
      const [first, second] = network.layers;
      host.send('network', {
        network: {
          ...network,
          name: name(0),
          lossConvention: name(5),
          loss: { ...network.loss, ...both(7) },
          inputs: network.inputs.map((unit, i) => ({ ...unit, ...both(i) })),
          layers: [
            { ...first!, name: name(1), weightTexts: [0, 1, 2, 3].map(name) },
            { ...second!, summary: name(3) },
          ],
          outputs: network.outputs.map(({ target, term }, k) => ({
            target: { ...target, ...both(k + 2) },
            term: { ...term, ...both(k + 4) },
          })),
        },
        problem: { message: name(2), place: name(3) },
      });
      const derivation = derivationOfW1();
      host.send('derivation', {
        ...derivation,
        ...both(0),
        gradientSymbol: name(1),
        place: name(2),
        scope: name(3),
        steps: [4, 5, 6, 7].map((offset) => ({
          title: name(offset),
          latex: name(offset),
          numbersLatex: name(offset - 1),
          sentence: name(offset),
          value: offset,
        })),
        formula: {
          writing: usualWriting,
          equations: [
            { latex: name(3), text: name(3), shapes: name(2) },
            { latex: name(6), text: name(6), shapes: null },
          ],
          note: name(5),
          scope: name(1),
        },
        ledger: {
          paths: [
            {
              throughLatex: name(1),
              through: name(2),
              formulaLatex: name(3),
              numbersLatex: name(4),
              value: 1,
              share: 1,
            },
          ],
          more: 1,
          sentences: [name(4)],
          scope: name(6),
        },
        outlook: [name(0), name(7)],
      });
    }
    const last = hostile.at(-1)!;
    assert.ok(last.length > 0);
    await panel.settle();
    const foreign = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter(
          (element) =>
            /^(script|iframe|img|object|embed|video|audio|form|a|input)$/i.test(element.localName) &&
            !element.classList.contains('slider') &&
            element.getRootNode() === document &&
            !(element.localName === 'script' && element.getAttribute('type') === 'module'),
        )
        .concat([
          ...document.querySelectorAll('[onclick], [onerror], [onload], [onmouseover], [style*="url"]'),
        ])
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(foreign, []);
    const shown = await page.locator('.step h3').allTextContents();
    assert.equal(shown.length, 4);
    const sizes = await page
      .locator('.katex .rule')
      .evaluateAll((rules) => rules.map((rule) => rule.getBoundingClientRect().width));
    assert.ok(sizes.every((size) => size < 2000));
  });
});

describe('the built panel', () => {
  const folder = join(process.cwd(), 'dist', 'webview');

  it('evaluates no text and writes no markup, in our own code', () => {
    const sources = readdirSync(join(process.cwd(), 'webview'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts'),
    );
    assert.ok(sources.length > 20);
    for (const file of sources) {
      const text = readFileSync(join(process.cwd(), 'webview', file), 'utf8');
      assert.doesNotMatch(
        text,
        /\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|renderToString/,
        file,
      );
    }
  });

  const bundles = (): string[] => readdirSync(folder).filter((file) => file.endsWith('.js'));

  it('holds no eval and no new Function in any bundle', () => {
    assert.ok(bundles().length >= 3, 'KaTeX and uPlot are chunks of their own');
    for (const file of bundles()) {
      const text = readFileSync(join(folder, file), 'utf8');
      assert.doesNotMatch(text, /\beval\(|new Function\(/, file);
    }
  });

  it('draws the first picture with at most 280 KB of script', () => {
    // As shipped: a build for tests is not minified.
    const size = (file: string): number =>
      transformSync(readFileSync(join(folder, file), 'utf8'), {
        minify: true,
        format: 'esm',
        target: 'es2022',
      }).code.length;
    const entry = readFileSync(join(folder, 'panel.js'), 'utf8');
    const imported = [...entry.matchAll(/\bfrom\s*["']\.\/(chunk-[^"']+)["']/g)].map((match) => match[1]!);
    const first = [...new Set(['panel.js', ...imported])];
    const bytes = first.reduce((sum, file) => sum + size(file), 0);
    assert.ok(bytes > 50_000 && bytes <= 280 * 1024, `${bytes} bytes in ${first.join(', ')}`);
    const rest = bundles().filter((file) => !first.includes(file));
    assert.ok(
      rest.some((file) => size(file) > 200_000),
      'KaTeX is not in a chunk that comes later',
    );
  });
});
