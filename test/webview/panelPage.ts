import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { panelHtml } from '../../src/host/panel/panelHtml';
import { panelChecks } from '../../src/host/panel/panelMessages';
import { Channel, type Cancellation, type Handlers, type Port } from '../../src/protocol/channel';
import type { PanelHostSide, PanelSide, RunView, Snapshot } from '../../src/protocol/panel';
import type { CurveRange } from '../../src/protocol/views/loss';
import { answerCurves } from './lossAnswers';
import type { Theme } from './themes';

/**
 * The built panel in a real browser, as VS Code would show it: the page comes from the host's own `panelHtml`
 * with its policy, the files of dist/webview from a server on this machine, and on the other end of the wire
 * stands a host with the real channel and the real checks.
 */

/** The panel as it ships, and with its other UI toolkit (webview/ui/elements.ts). */
const BUILDS = {
  toolkit: { folder: join(process.cwd(), 'dist', 'webview'), command: 'npm run build' },
  elements: {
    folder: join(process.cwd(), 'out', 'webview-elements'),
    command: 'node esbuild.js --ui=elements',
  },
} as const;

export type UiBuild = keyof typeof BUILDS;
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  woff2: 'font/woff2',
};
/** Switches for a browser in a container, with everything off that talks to the network by itself. */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** The browser that the project's own scripts find; as a module of Node, since the tests are bundled without scripts. */
async function browserPath(): Promise<string> {
  const address = pathToFileURL(join(process.cwd(), 'scripts', 'browser.mjs')).href;
  const scripts = (await import(address)) as { readonly ensureChromium: () => Promise<string> };
  return scripts.ensureChromium();
}

/** The pages' server and browser, shared by the tests of a file. */
export class PanelBrowser {
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  /** @param switches more of them for the browser. */
  static async launch(ui: UiBuild = 'toolkit', switches: readonly string[] = []): Promise<PanelBrowser> {
    const { folder, command } = BUILDS[ui];
    assert.ok(existsSync(join(folder, 'panel.js')), `${folder} has no panel.js: run \`${command}\` first`);
    const executablePath = await browserPath();
    const server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      if (path === '/') {
        const language = new URLSearchParams((request.url ?? '/').split('?')[1]).get('language') ?? 'en';
        const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const html = panelHtml({
          cspSource: source,
          nonce: randomBytes(16).toString('base64'),
          scriptUri: `${source}/panel.js`,
          styleUri: `${source}/panel.css`,
          title: 'Backprop',
          language,
          wordsUri: language === 'en' ? null : `${source}/words-${language}.js`,
        });
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
        return;
      }
      if (path === '/favicon.ico') {
        response.writeHead(204).end();
        return;
      }
      const name = path.slice(1);
      const type = TYPES[name.split('.').at(-1) ?? ''];
      if (!/^[\w-]+\.\w+$/.test(name) || !type || !existsSync(join(folder, name))) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': type }).end(readFileSync(join(folder, name)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const args = [...SWITCHES, ...switches];
    return new PanelBrowser(server, await chromium.launch({ executablePath, args }));
  }

  async open(options: OpenOptions): Promise<PanelPage> {
    const { port } = this.#server.address() as AddressInfo;
    const language = options.language ?? 'en';
    return PanelPage.open(this.#browser, `http://127.0.0.1:${port}/?language=${language}`, options);
  }

  /** A page of our own making, for contact sheets. */
  async blank(width: number, height: number): Promise<Page> {
    return this.#browser.newPage({ viewport: { width, height } });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export interface OpenOptions {
  readonly snapshot: Snapshot;
  readonly theme: Theme;
  /** Default: English. */
  readonly language?: string;
  readonly width?: number;
  readonly height?: number;
  /** Device pixels per CSS pixel. */
  readonly scale?: number;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
  /** What the webview kept before a reload. */
  readonly state?: unknown;
  /** Runs in the page before its scripts. */
  readonly beforeLoad?: () => void;
  /** Waits for this before a choice of writing is answered. */
  readonly beforeWrite?: () => Promise<void>;
  /** What the host answers to views; everything that is not here is answered by null. */
  readonly answers?: Partial<Handlers<PanelHostSide>>;
}

export interface Asked {
  readonly method: string;
  readonly params: unknown;
}

interface ShownRun {
  run: RunView | null;
}

/** One open panel and the host behind it. */
export class PanelPage {
  readonly page: Page;
  readonly host: Channel<PanelHostSide, PanelSide>;
  /** What the panel has asked, in order. */
  readonly asked: Asked[];
  /** The run that the page was told of last; the loss chart is answered about it. */
  readonly #shown: ShownRun;
  /** Everything the page complained about: policy violations, errors, failed loads, dialogs. */
  readonly complaints: string[];

  private constructor(
    page: Page,
    host: PanelPage['host'],
    asked: Asked[],
    complaints: string[],
    shown: ShownRun,
  ) {
    this.#shown = shown;
    this.page = page;
    this.host = host;
    this.asked = asked;
    this.complaints = complaints;
  }

  static async open(browser: Browser, address: string, options: OpenOptions): Promise<PanelPage> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      deviceScaleFactor: options.scale ?? 1,
      colorScheme: options.theme.name.includes('light') ? 'light' : 'dark',
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
      forcedColors: options.forcedColors ? 'active' : 'none',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const asked: Asked[] = [];
    const shown: ShownRun = { run: options.snapshot.run };
    const host = await connect(page, options, asked, shown);
    await page.addInitScript(installApi, {
      variables: options.theme.variables,
      bodyClass: options.theme.bodyClass,
      state: options.state ?? null,
    });
    if (options.beforeLoad) await page.addInitScript(options.beforeLoad);
    await page.goto(address);
    await page.waitForSelector('.toolbar');
    const opened = new PanelPage(page, host, asked, complaints, shown);
    await opened.settle();
    return opened;
  }

  /** Waits until formulas and curves that are on their way have been drawn. */
  async settle(): Promise<void> {
    await this.page.waitForFunction(() => {
      const isWaiting = (element: Element): boolean =>
        element.checkVisibility() && element.childNodes.length === 0;
      return (
        ![...document.querySelectorAll('.formula-content, .figures dt')].some(isWaiting) &&
        document.querySelector('.loss[data-waiting]') === null &&
        [...document.querySelectorAll('.plot')].every(
          (plot) => !plot.checkVisibility() || Number(plot.getAttribute('data-redraws')) > 0,
        )
      );
    });
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  }

  /** Shows another snapshot on the same page, as the host does when another file becomes active. */
  async show(snapshot: Snapshot): Promise<void> {
    const mark = `${Math.random()}`;
    this.#shown.run = snapshot.run;
    this.host.send('snapshot', snapshot);
    // Messages arrive in order: this one tells that the snapshot has.
    await this.page.evaluate(
      (text) =>
        new Promise<void>((resolve) => {
          window.addEventListener('message', function heard({ data }: MessageEvent<unknown>) {
            if (data !== text) return;
            window.removeEventListener('message', heard);
            resolve();
          });
          window.postMessage(text, '*');
        }),
      mark,
    );
    await this.settle();
  }

  /** Tells the page of a run, which the loss chart is answered about from now on. */
  sendRun(run: RunView | null): void {
    this.#shown.run = run;
    this.host.send('run', run);
  }

  /** Tells the page how far a run has come. */
  sendProgress(run: RunView): void {
    this.#shown.run = run;
    const { id, status, epoch, step, loss } = run;
    this.host.send('progress', { id, status, epoch, step, loss });
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.page.evaluate(setTheme, { variables: theme.variables, bodyClass: theme.bodyClass });
    await this.settle();
  }

  /** What the panel has kept for a reload. */
  async keptState(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as { keptState: unknown }).keptState);
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method);
  }

  async close(): Promise<void> {
    this.host.dispose();
    await this.page.context().close();
  }
}

/** A port from this process into the page, and a host on it that answers `ready` with the snapshot. */
async function connect(
  page: Page,
  { snapshot, beforeWrite, answers }: OpenOptions,
  asked: Asked[],
  shown: ShownRun,
): Promise<PanelPage['host']> {
  let listener: ((message: unknown) => void) | null = null;
  await page.exposeFunction('postToHost', (message: unknown) => {
    listener?.(message);
  });
  const port: Port = {
    post(message) {
      void page
        .evaluate((data) => {
          window.postMessage(data, '*');
        }, message)
        .catch(() => {
          // The page was closed while a message was on its way.
        });
    },
    onMessage(heard) {
      listener = heard;
      return () => {
        listener = null;
      };
    },
  };
  const note =
    (method: string) =>
    (params: unknown): null => {
      asked.push({ method, params });
      return null;
    };
  const noted = Object.fromEntries(Object.keys(panelChecks).map((method) => [method, note(method)]));
  const handlers = {
    ...noted,
    ready: (params: unknown) => {
      asked.push({ method: 'ready', params });
      return snapshot;
    },
    // Not noted: it is asked whenever the chart is drawn anew.
    lossCurves: (params: CurveRange) => answerCurves(shown.run, params),
    write: async (params: unknown) => {
      asked.push({ method: 'write', params });
      await beforeWrite?.();
      return null;
    },
    ...Object.fromEntries(
      Object.entries(answers ?? {}).map(([method, answer]) => [
        method,
        (params: unknown, cancellation: Cancellation) => {
          asked.push({ method, params });
          return (answer as (params: unknown, cancellation: Cancellation) => unknown)(params, cancellation);
        },
      ]),
    ),
  } as unknown as Handlers<PanelHostSide>;
  return new Channel<PanelHostSide, PanelSide>(port, { handlers, checks: panelChecks });
}

/** Runs in the page before its scripts: the API of a webview, and the theme on the page as VS Code writes it. */
function installApi(given: {
  variables: Readonly<Record<string, string>>;
  bodyClass: string;
  state: unknown;
}): void {
  const scope = window as unknown as Record<string, unknown>;
  scope['keptState'] = given.state ?? undefined;
  scope['acquireVsCodeApi'] = () => ({
    postMessage: (message: unknown) => {
      (scope['postToHost'] as (message: unknown) => void)(message);
    },
    getState: () => scope['keptState'],
    setState: (state: unknown) => {
      scope['keptState'] = state;
    },
  });
  const dress = (): void => {
    for (const [name, value] of Object.entries(given.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.className = given.bodyClass;
  };
  document.addEventListener('DOMContentLoaded', dress);
}

function setTheme(given: { variables: Readonly<Record<string, string>>; bodyClass: string }): void {
  document.documentElement.removeAttribute('style');
  for (const [name, value] of Object.entries(given.variables)) {
    document.documentElement.style.setProperty(`--vscode-${name}`, value);
  }
  document.body.className = given.bodyClass;
}
