// A real VS Code window for a test to drive: the server of scripts/vscode with the extension under
// development, its page in Chromium, and what a person does in it. For tests that run in plain Node
// (test/e2e); those of test/host run inside VS Code.

import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';

/** Limit for anything that VS Code is waited for: it ends a test that hangs, and measures none, however busy the machine. */
export const PATIENCE_MS = 120_000;

export interface WindowOptions {
  /** The folder to open, as a temporary copy. Without it the folder holds only `files`. */
  readonly folder?: string;
  /** Files to write into the copy, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * The file that is open in the editor at first, by its path in the folder. It stands in the window's address, and
   * VS Code brings no editors back to a window whose address names one: a test that reloads leaves it out and
   * opens its file like a person.
   */
  readonly open?: string;
  /** Whether the window has only the file, and not the folder around it. */
  readonly isAlone?: boolean;
  /** The extension under development; this repository by default. */
  readonly extensionPath?: string;
  /** User settings, over those of scripts/vscode/settings.mjs. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** What went wrong in the window without anybody asking. */
export interface Problems {
  /** Console messages about a Content Security Policy: something a page wanted and was refused. */
  readonly cspViolations: string[];
  /** Uncaught errors of the pages, VS Code's and the panel's. */
  readonly pageErrors: string[];
}

export interface EditorWindow {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: Server;
  /** The copy that is open, as an absolute path. */
  readonly folder: string;
  readonly problems: Problems;
  /** Ends browser and server and removes the copy. */
  readonly close: () => Promise<void>;
}

/** See scripts/vscode/server.mjs. */
export interface Server {
  readonly version: string;
  readonly origin: string;
  readonly port: number;
  readonly ended: Promise<void>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

interface ServerModule {
  readonly startServer: (options: {
    settings: Readonly<Record<string, unknown>>;
    scratch: readonly string[];
  }) => Promise<Server>;
  readonly windowAddress: (
    server: Server,
    what: { folder?: string; file?: string; extensions?: string[] },
  ) => string;
}

interface SettingsModule {
  readonly QUIET_SETTINGS: Readonly<Record<string, unknown>>;
}

interface ChromiumModule {
  readonly launchChromium: () => Promise<Browser>;
}

/** The scripts find their own files by their place, so they are loaded from there and not bundled. */
async function loadScript(name: string): Promise<unknown> {
  return import(pathToFileURL(join(process.cwd(), 'scripts', 'vscode', name)).href);
}

/**
 * Starts VS Code and opens a window on a copy of a folder. Returns when the workbench is there, and the text of
 * `open` with it. Starting takes some ten seconds: share a window between the tests of a suite.
 */
export async function openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
  const { startServer, windowAddress } = (await loadScript('server.mjs')) as ServerModule;
  const { QUIET_SETTINGS } = (await loadScript('settings.mjs')) as SettingsModule;
  const { launchChromium } = (await loadScript('chromium.mjs')) as ChromiumModule;
  const folder = makeFolder(options);
  const opened: { server?: Server; browser?: Browser } = {};
  const close = async (): Promise<void> => {
    await opened.browser?.close();
    await opened.server?.stop();
    rmSync(dirname(folder), { recursive: true, force: true });
  };
  try {
    const server = (opened.server = await startServer({
      settings: { ...QUIET_SETTINGS, ...options.settings },
      scratch: [dirname(folder)],
    }));
    const browser = (opened.browser = await launchChromium());
    const page = await browser.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    const problems = watchProblems(page);
    const file = options.open === undefined ? {} : { file: join(folder, options.open) };
    const extensions = [options.extensionPath ?? process.cwd()];
    const around = options.isAlone === true ? {} : { folder };
    await page.goto(windowAddress(server, { ...around, extensions, ...file }));
    await page.locator('.monaco-workbench').waitFor();
    if (options.open !== undefined) await editor(page).locator('.view-line').first().waitFor();
    return { page, browser, server, folder, problems, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The copy has the same name every time, since the explorer shows it, in a folder of its own. */
function makeFolder({ folder, files = {} }: WindowOptions): string {
  const copy = join(realpathSync(mkdtempSync(join(tmpdir(), 'backprop-window-'))), 'networks');
  mkdirSync(copy);
  if (folder !== undefined) cpSync(folder, copy, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    writeFileSync(join(copy, name), text);
  }
  return copy;
}

function watchProblems(page: Page): Problems {
  const problems: Problems = { cspViolations: [], pageErrors: [] };
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && /Content Security Policy/i.test(text))
      problems.cspViolations.push(text);
  });
  page.on('pageerror', (error) => problems.pageErrors.push(error.stack ?? error.message));
  return problems;
}

/** The visible text editors. */
export function editor(page: Page): Locator {
  return page.locator('.editor-instance', { has: page.locator('.monaco-editor') });
}

/** The CodeLenses in view, or those that contain `text`. */
export function lenses(page: Page, text?: string | RegExp): Locator {
  return editor(page).locator('.codelens-decoration a', text === undefined ? {} : { hasText: text });
}

/** The document inside the extension's webview: VS Code puts it into a frame of a frame. */
export function panelFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** Runs a command from the palette by keyboard; `title` is what the palette shows, `Backprop: Train`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await pick(page, title, { prefix: '>' });
}

/**
 * Clicks a lens until what it leads to shows: VS Code draws lenses anew when it likes, and one that changes under
 * the mouse takes no click.
 */
export async function clickLens(page: Page, text: string, result: Locator): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    await lenses(page, text).first().click();
    if (await isShown(result)) return;
  }
  assert.fail(`The lens ${text} does nothing`);
}

/** Puts the cursor of the active editor somewhere, by keyboard; both count from 1. */
export async function goToLine(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget:visible .quick-input-box input');
  await input.press('ControlOrMeta+A');
  await page.keyboard.insertText(`:${line}:${column}`);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  const place = page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line}, Col ${column}` });
  await place.waitFor();
}

/** Opens a file of the folder by keyboard, through Go to File. */
export async function openFile(page: Page, name: string): Promise<void> {
  await runCommand(page, 'Go to File...');
  await pick(page, name);
  await page.locator(`.tab.active[data-resource-name=${JSON.stringify(name)}]`).waitFor();
}

/**
 * Reloads the window as F5 in a browser does, and returns when the workbench is there.
 *
 * @param kept what VS Code must have written down before: texts that stand in its record of the editors, or of what the
 *   extension keeps, as in JSON. It writes every few seconds, since a page that unloads may not be given the time.
 */
export async function reloadWindow(page: Page, kept: readonly string[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const record = await editorRecord(page);
    const missing = kept.find((text) => !record.includes(text));
    if (missing === undefined) break;
    assert.ok(Date.now() < deadline, `VS Code has not written down ${missing}, but ${record}`);
    await sleep(200);
  }
  await page.reload();
  await page.locator('.monaco-workbench').waitFor();
}

/** What the window has written down of its editors and the extension's state, for its next start. */
async function editorRecord(page: Page): Promise<string> {
  // Of quotes within quotes within quotes only the quotes are left.
  return (await page.evaluate(readEditorRecord)).replaceAll('\\', '');
}

/** Runs in the page. A window of VS Code in a browser has a database for the state of its workspace. */
async function readEditorRecord(): Promise<string> {
  const databases = await indexedDB.databases();
  const name = databases.find(({ name }) => /^vscode-web-state-db-(?!global)/.test(name ?? ''))?.name;
  if (name === undefined) return '';
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => {
      reject(new Error(`The database ${name} cannot be opened.`, { cause: opening.error }));
    };
    opening.onsuccess = () => {
      const database = opening.result;
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      const reading = items.get('memento/workbench.parts.editor');
      const ours = items.get('backprop.backprop');
      // Requests of a transaction are answered in their order.
      ours.onsuccess = () => {
        database.close();
        resolve([reading.result, ours.result].filter((one) => typeof one === 'string').join('\n'));
      };
      reading.onerror = () => {
        database.close();
        reject(new Error(`The database ${name} cannot be read.`, { cause: reading.error }));
      };
    };
  });
}

/** Labels of Preferences: Color Theme, the class of the workbench in it, and of the body of a webview. */
const THEMES = {
  'Light Modern': ['vs', 'vscode-light'],
  'Dark Modern': ['vs-dark', 'vscode-dark'],
  'Dark High Contrast': ['hc-black', 'vscode-high-contrast'],
  'Light High Contrast': ['hc-light', 'vscode-high-contrast-light'],
} as const;

export type Theme = keyof typeof THEMES;

/** Chooses a colour theme by keyboard and waits until the window, and the webview if one is open, wears it. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  const [workbench, body] = THEMES[theme];
  await runCommand(page, 'Preferences: Color Theme');
  await pick(page, theme);
  await page.locator(`.monaco-workbench.${workbench}`).waitFor();
  if ((await page.locator('iframe.webview.ready').count()) > 0) {
    await panelFrame(page).locator(`body.${body}`).waitFor({ state: 'attached' });
  }
}

/** In an open quick pick: types, goes down to the row with this label (it need not be the first), Enter. */
export async function pick(page: Page, label: string, { prefix = '' } = {}): Promise<void> {
  const input = page.locator('.quick-input-widget:visible .quick-input-box input');
  // The palette starts with its prefix already typed; select all, so that the text is the same either way.
  await input.press('ControlOrMeta+A');
  await page.keyboard.insertText(prefix + label);
  // A row is called by its label, or by label, comma, description or key binding.
  const exact = `[aria-label=${JSON.stringify(label)}]`;
  const longer = `[aria-label^=${JSON.stringify(`${label}, `)}]`;
  const row = page.locator(`.quick-input-list .monaco-list-row:is(${exact}, ${longer})`).first();
  await row.waitFor();
  for (let presses = 0; !(await isFocused(row)); presses++) {
    assert.ok(presses < 50, `The row ${label} cannot be reached by keyboard`);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

async function isFocused(row: Locator): Promise<boolean> {
  return /\bfocused\b/.test((await row.getAttribute('class')) ?? '');
}

/**
 * Moves the mouse over a text in the editor until the hover shows, and returns what the hover says: in Markdown, or of
 * a problem. The text must be in view.
 */
export async function hoverText(
  page: Page,
  text: string,
  says: '.rendered-markdown' | '.marker' = '.rendered-markdown',
): Promise<Locator> {
  const hover = page
    .locator(`.monaco-hover:not(.hidden) ${says}`)
    .filter({ hasNotText: /^Loading\.\.\.$/ })
    .first();
  for (let attempt = 0; attempt < 10; attempt++) {
    // Asked for each time: lines move when lenses or a notice come between them.
    const { x, y } = await middleOf(page, text);
    await page.mouse.move(x - 2, y);
    await page.mouse.move(x, y, { steps: 3 });
    if (await isShown(hover)) return hover;
    // While VS Code is busy a movement may go by unnoticed: leave, and come back.
    await page.mouse.move(x, y + 300);
  }
  assert.fail(`No hover over ${text}`);
}

/** Clicks the middle of a text in the editor. */
export async function clickText(page: Page, text: string): Promise<void> {
  const { x, y } = await middleOf(page, text);
  await page.mouse.click(x, y);
}

const ATTEMPT_MS = 5000;

/** Takes a picture of the window, or of a part of it in pixels, when nothing moves any more: hovers fade in. */
export async function takeScreenshot(
  page: Page,
  path: string,
  clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
  await page.screenshot({ path, ...(clip ? { clip } : {}) });
}

/** Whether it shows, some seconds from now at most. */
async function isShown(element: Locator): Promise<boolean> {
  for (const deadline = Date.now() + ATTEMPT_MS; Date.now() < deadline;) {
    if (await element.isVisible()) return true;
    await sleep(100);
  }
  return false;
}

/** Words of one colour share an element, so the place is that of the text, asked from the browser. */
async function middleOf(page: Page, text: string): Promise<{ x: number; y: number }> {
  // The cells of a notebook are editors of their own, in no editor instance.
  const line = page.locator('.monaco-editor .view-line:visible', { hasText: text }).first();
  await line.waitFor();
  const middle = await line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes: { node: Node; start: number }[] = [];
    let whole = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push({ node, start: whole.length });
      whole += (node.textContent ?? '').replaceAll('\u00a0', ' ');
    }
    const at = whole.indexOf(wanted);
    const centre = at + Math.floor(wanted.length / 2);
    const holder = nodes.findLast(({ start }) => start <= centre);
    if (at < 0 || !holder) return null;
    const range = document.createRange();
    range.setStart(holder.node, centre - holder.start);
    range.setEnd(holder.node, centre - holder.start + 1);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }, text);
  assert.ok(middle, `${text} is not in the editor`);
  return middle;
}
