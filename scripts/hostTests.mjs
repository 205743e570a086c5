// Runs the tests of test/host in a real VS Code: a desktop one, a downloaded one or the one from npm, see
// vscode/choose.mjs. They are one mocha suite, the same in all of them. With --web those of test/web, in the extension
// host for browsers.
//
//   node scripts/hostTests.mjs          after `node esbuild.js` and `node esbuild.js --tests`
//   node scripts/hostTests.mjs panel    only files with one of these words in their names, for development
//   node scripts/hostTests.mjs --web    in the extension host for browsers
//
// BACKPROP_VSCODE_VERSION=1.100.3 takes the oldest VS Code that the extension promises to run in.
// BACKPROP_TEST_COUNTS names the file for mocha's counts.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './browser.mjs';
import { outsideEditor, root } from './process.mjs';
import { chooseVSCode, desktopProgram } from './vscode/choose.mjs';
import { DEFAULT_VERSION } from './vscode/install.mjs';
import { QUIET_SETTINGS } from './vscode/settings.mjs';

/** The workspace of the tests is a copy of them. */
const EXAMPLES = join(root, 'media', 'examples');

const isWeb = process.argv.includes('--web');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));

/** Where the tests in a browser leave their counts: there is no file system but VS Code's, and no process. */
const WEB_RESULT = 'backprop-web-tests.json';

/** @returns {Promise<{ executable: string | undefined, title: string }>} without an executable: download it */
async function choose() {
  // A desktop VS Code has the version that it has.
  const isVersionGiven = Boolean(process.env['BACKPROP_VSCODE_VERSION']);
  const choice = await chooseVSCode(isVersionGiven ? () => undefined : desktopProgram);
  if (choice.kind === 'npm') {
    await ensureChromium();
    return {
      executable: join(root, 'scripts', 'vscode', 'code.mjs'),
      title: `VS Code ${DEFAULT_VERSION} from npm, shown by Chromium`,
    };
  }
  if (choice.kind === 'download') {
    return { executable: undefined, title: `VS Code ${DEFAULT_VERSION}, downloaded` };
  }
  return { executable: choice.path, title: choice.path };
}

/**
 * @param {string} scratch a folder that is removed afterwards
 * @returns {Promise<number>} exit code
 */
async function runHostTests(scratch) {
  const { executable, title } = await choose();
  console.log(`Real VS Code: ${title}`);
  const workspace = join(scratch, 'workspace');
  const userData = join(scratch, 'user');
  mkdirSync(workspace);
  if (existsSync(EXAMPLES)) cpSync(EXAMPLES, workspace, { recursive: true });
  mkdirSync(join(userData, 'User'), { recursive: true });
  // In a window on a server this setting, and no option, has the browser run the extension.
  const settings = isWeb
    ? { ...QUIET_SETTINGS, 'remote.extensionKind': { 'backprop.backprop': ['web'] } }
    : QUIET_SETTINGS;
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  // runTests hands its own environment on.
  const kept = outsideEditor(process.env);
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  const { runTests } = await import('@vscode/test-electron');
  try {
    return await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : { version: DEFAULT_VERSION }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'test', isWeb ? 'web' : 'host', 'index.js'),
      launchArgs: [
        workspace,
        '--disable-extensions',
        ...(isWeb ? ['--extensionDevelopmentKind=web'] : []),
        `--user-data-dir=${userData}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
      ],
      extensionTestsEnv: {
        BACKPROP_TEST_COUNTS: process.env['BACKPROP_TEST_COUNTS'],
        BACKPROP_TEST_FILES: words.join(' '),
        BACKPROP_SOAK_CYCLES: process.env['BACKPROP_SOAK_CYCLES'],
      },
    });
  } catch (error) {
    const { code } = /** @type {{ code?: number }} */ (error);
    console.error(error instanceof Error ? error.message : String(error));
    return code || 1;
  } finally {
    if (isWeb) reportWeb(join(workspace, WEB_RESULT));
  }
}

/**
 * Prints what tests in a browser left, and hands their counts on.
 * @param {string} file
 */
function reportWeb(file) {
  if (!existsSync(file)) return; // whoever adds up the counts misses them
  const { counts, report } = JSON.parse(readFileSync(file, 'utf8'));
  console.log(report.join('\n'));
  const target = process.env['BACKPROP_TEST_COUNTS'];
  if (target) writeFileSync(target, JSON.stringify(counts));
}

/** Exit code of a shell for the signal that ended this run. */
let interrupted = 0;
// runTests hands a SIGINT on to VS Code and waits for its end; so do we, for every way of asking.
for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.on(signal, () => {
    const isFirst = interrupted === 0;
    interrupted ||= code;
    // runTests takes a second one for an order to kill.
    if (isFirst && signal !== 'SIGINT') process.emit('SIGINT');
  });
}

const scratch = mkdtempSync(join(tmpdir(), 'backprop-host-'));
try {
  const code = await runHostTests(scratch);
  process.exitCode = interrupted || code;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = interrupted || 1;
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
