#!/usr/bin/env node

// Speaks VS Code's command line for @vscode/test-electron's runTests, on a VS Code that needs neither a
// display nor a download but npm's:
//
//   code.mjs --extensionDevelopmentPath=<extension> --extensionTestsPath=<module with run()> [folder or file]
//
// Exit codes: 0 when the tests passed, 1 when not or when VS Code ended before them, 124 when they took too
// long, a shell's (130 …) when this process was asked to end. No process is left behind in any case.
//
//   BACKPROP_VSCODE_TIMEOUT    seconds for the whole run; 900 if not set
//   BACKPROP_VSCODE_VERBOSE=1  the window's and the server's log too
//   BACKPROP_VSCODE_ARTIFACTS  a folder for a screenshot and the server's log when a run fails
//   BACKPROP_HEADED=1          shows the window, where there is a display

import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { parseCommandLine } from './commandLine.mjs';
import { DEFAULT_VERSION } from './install.mjs';
import { startServer, windowAddress } from './server.mjs';

const TIMEOUT_S = Number(process.env['BACKPROP_VSCODE_TIMEOUT'] || 900);
const IS_VERBOSE = process.env['BACKPROP_VSCODE_VERBOSE'] === '1';
const ARTIFACTS = process.env['BACKPROP_VSCODE_ARTIFACTS'];

/** What the window says about itself in every run. */
const CHATTER =
  /^(\[(reconnection-grace-time|Service Worker|AccountPolicyGate|AgentHost)|Resolv(ed|ing) connection token|Creating a socket|Ignoring fetching|Updating additional|Timed out waiting for authentication provider)/;

/** @typedef {{ code: number, why?: string }} Outcome */

/**
 * Runs tests in the extension host.
 * @param {import('./commandLine.mjs').CommandLine & { tests: string }} line
 * @returns {Promise<number>} exit code
 */
async function runTests({ tests, userDataDir, extensionsDir, flags, isWeb, isTrusting, ...what }) {
  const scratch = mkdtempSync(join(tmpdir(), 'backprop-tests-'));
  const output = join(scratch, 'output');
  const copy = copyToStdout(output);
  const { outcome, finish } = firstOutcome();
  /** @type {string[]} */
  const complaints = [];
  /** @type {import('./server.mjs').Server | undefined} */
  let server;
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    server = await startServer({
      flags,
      isTrusting,
      scratch: [scratch],
      ...(userDataDir && { userDataDir }),
      ...(extensionsDir && { extensionsDir }),
      env: { BACKPROP_TESTS_ENTRY: tests, BACKPROP_TESTS_OUTPUT: output },
    });
    void server.ended.then(() => finish({ code: 1, why: 'the VS Code server ended before the tests did' }));
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('crash', () => finish({ code: 1, why: 'the window crashed' }));
    // The window calls these two functions if its page has them.
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ level, /** @type {unknown[]} */ values) => {
        const text = format(...values);
        if (IS_VERBOSE) console.error(`[window ${level}] ${text}`);
        else if (level === 'error' && !CHATTER.test(text)) complaints.push(text);
      },
    );
    await page.exposeFunction('codeAutomationExit', (/** @type {unknown} */ code) =>
      finish({ code: Number(code) }),
    );
    // A browser's extension host loads one file: tests for it are that file, and say themselves how they went.
    const entry = isWeb ? tests : join(import.meta.dirname, 'testsEntry.cjs');
    // Not waited for: a Ctrl+C meanwhile ends the run.
    void page.goto(windowAddress(server, { ...what, tests: entry })).catch((/** @type {Error} */ error) => {
      finish({ code: 1, why: `the window did not open: ${error.message}` });
    });

    const result = await outcome;
    copy();
    // VS Code reports an extension host that crashed as one that succeeded.
    const hasPassed = isWeb || existsSync(`${output}.passed`);
    const { code, why } =
      result.code === 0 && !hasPassed
        ? { code: 1, why: 'the extension host ended before the tests did' }
        : result;
    if (why) console.error(`VS Code: ${why}`);
    if (code !== 0 && complaints.length > 0) {
      console.error(`VS Code: errors in its log:\n${complaints.map(firstLines).join('\n')}`);
    }
    if (code !== 0 && ARTIFACTS) await keepArtifacts(ARTIFACTS, server, page);
    if (IS_VERBOSE) console.error(server.log());
    return code;
  } finally {
    copy.stop();
    process.stdin.destroy(); // nothing keeps this process from its end
    // A page in an endless loop would keep a polite browser waiting.
    await Promise.race([browser?.close(), sleep(3000, undefined, { ref: false })]);
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The first thing that ends the run: a result, a signal, the clock. */
function firstOutcome() {
  /** @type {(outcome: Outcome) => void} */
  let finish = () => {};
  const outcome = /** @type {Promise<Outcome>} */ (new Promise((resolve) => (finish = resolve)));
  setTimeout(() => finish({ code: 124, why: `no result after ${TIMEOUT_S} s` }), TIMEOUT_S * 1000).unref();
  // Not once: a terminal and runTests each send a Ctrl+C, and the second must not cut the cleaning short.
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, () => finish({ code, why: signal }));
  }
  // runTests holds the other end of standard input: should it be killed, nobody waits for these tests.
  if (fstatSync(0).isSocket()) {
    process.stdin.on('close', () => finish({ code: 129, why: 'the process that ran the tests has ended' }));
    process.stdin.on('error', () => process.stdin.destroy());
    process.stdin.resume();
  }
  return { outcome, finish };
}

/**
 * Copies a growing file to standard output; the returned function copies what is there now.
 * @param {string} file
 */
function copyToStdout(file) {
  writeFileSync(file, '');
  const source = openSync(file, 'r');
  const buffer = Buffer.alloc(1 << 16);
  const copy = () => {
    for (let length; (length = readSync(source, buffer)) > 0;) writeAll(buffer.subarray(0, length));
  };
  const timer = setInterval(copy, 50);
  const stop = () => {
    clearInterval(timer);
    copy();
    closeSync(source);
  };
  return Object.assign(copy, { stop });
}

/**
 * To standard output, before anything else happens: runTests closes its end as soon as this process ends.
 * @param {Buffer} bytes
 */
function writeAll(bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EPIPE') return; // nobody reads any more
      if (code !== 'EAGAIN') throw error; // the reader is behind: try again
    }
  }
}

const firstLines = (/** @type {string} */ text) => `  ${text.split('\n').slice(0, 3).join('\n  ')}`;

/**
 * @param {string} folder
 * @param {import('./server.mjs').Server} server
 * @param {import('playwright-core').Page} page
 */
async function keepArtifacts(folder, server, page) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'server.log'), server.log());
  await page
    .screenshot({ path: join(folder, 'window.png'), timeout: 5000 })
    .catch((/** @type {Error} */ error) => console.error(`VS Code: no screenshot: ${error.message}`));
  console.error(`VS Code: server.log and window.png are in ${folder}`);
}

async function main() {
  const line = parseCommandLine(process.argv.slice(2));
  if (line.isVersion) {
    console.log(DEFAULT_VERSION);
    return 0;
  }
  if (!line.tests) {
    console.error(
      'This VS Code only runs tests: give --extensionTestsPath. `npm start` opens one for a person.',
    );
    return 2;
  }
  return runTests({ ...line, tests: line.tests });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`VS Code: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
