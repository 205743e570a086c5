// Runs the tests of test/host in a real VS Code: a desktop one, a downloaded one or the one from npm, see
// vscode/choose.mjs. They are one mocha suite, the same in all of them. With --web those of test/web, in the extension
// host for browsers. With --folders those of test/hostFolders, in a window on two folders; with --untrusted those of
// test/hostUntrusted, in such a window that nobody has trusted.
//
//   node scripts/hostTests.mjs          after `node esbuild.js` and `node esbuild.js --tests`
//   node scripts/hostTests.mjs panel    only files with one of these words in their names, for development
//   node scripts/hostTests.mjs --web    in the extension host for browsers
//   node scripts/hostTests.mjs --folders
//   node scripts/hostTests.mjs --untrusted
//   node scripts/hostTests.mjs --bench  the figures of the editor, for npm run bench
//
// BACKPROP_VSCODE_VERSION=1.100.3 takes the oldest VS Code that the extension promises to run in.
// BACKPROP_TEST_COUNTS names the file for mocha's counts.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './browser.mjs';
import { outsideEditor, root, run } from './process.mjs';
import { chooseVSCode, desktopProgram } from './vscode/choose.mjs';
import { DEFAULT_VERSION } from './vscode/install.mjs';
import { QUIET_SETTINGS, UNTRUSTED_SETTINGS } from './vscode/settings.mjs';

/** The workspace of the tests is a copy of them. */
const EXAMPLES = join(root, 'media', 'examples');

const isWeb = process.argv.includes('--web');
const isFolders = process.argv.includes('--folders');
const isUntrusted = process.argv.includes('--untrusted');
const isBench = process.argv.includes('--bench');
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
  if (isFolders || isUntrusted) makeTwoFolders(workspace);
  else if (isBench) mkdirSync(workspace);
  else cpSync(EXAMPLES, workspace, { recursive: true });
  mkdirSync(join(userData, 'User'), { recursive: true });
  // In a window on a server this setting, and no option, has the browser run the extension.
  const settings = isWeb
    ? { ...QUIET_SETTINGS, 'remote.extensionKind': { 'backprop.backprop': ['web'] } }
    : isUntrusted
      ? UNTRUSTED_SETTINGS
      : QUIET_SETTINGS;
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  // runTests hands its own environment on.
  const kept = outsideEditor(process.env);
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  const tests = isBench
    ? join(root, 'out', 'bench', 'editorInside.js')
    : join(root, 'out', 'test', isWeb ? 'web' : 'host', 'index.js');
  try {
    if (isUntrusted) {
      // runTests has every workspace trusted.
      return await runUntrusted(executable ?? (await downloadAndUnzipVSCode(DEFAULT_VERSION)), [
        join(workspace, TWO_FOLDERS),
        '--disable-extensions',
        '--disable-updates',
        '--no-sandbox',
        '--skip-release-notes',
        '--skip-welcome',
        `--extensionDevelopmentPath=${root}`,
        `--extensionTestsPath=${tests}`,
        `--user-data-dir=${userData}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
      ]);
    }
    return await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : { version: DEFAULT_VERSION }),
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      launchArgs: [
        isFolders ? join(workspace, TWO_FOLDERS) : workspace,
        '--disable-extensions',
        ...(isWeb ? ['--extensionDevelopmentKind=web'] : []),
        `--user-data-dir=${userData}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
      ],
      extensionTestsEnv: {
        BACKPROP_TEST_COUNTS: process.env['BACKPROP_TEST_COUNTS'],
        BACKPROP_TEST_FILES: words.join(' '),
        ...(isFolders ? { BACKPROP_TEST_FOLDER: 'hostFolders' } : {}),
        BACKPROP_BENCH_FIGURES: process.env['BACKPROP_BENCH_FIGURES'],
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

/** The workspace of two folders that have files of the same names. */
const TWO_FOLDERS = 'two.code-workspace';

/**
 * What the tests of a workspace of two folders look at: an example with its samples in it and one that names a CSV file, twice.
 * The second folder turns lenses off.
 *
 * @param {string} folder
 */
function makeTwoFolders(folder) {
  const names = ['one', 'other'];
  for (const name of names) {
    const target = join(folder, name);
    mkdirSync(join(target, '.vscode'), { recursive: true });
    for (const file of ['network-b.backprop.json', 'grains.backprop.json', 'grains.csv']) {
      cpSync(join(EXAMPLES, file), join(target, file));
    }
    const own = { 'backprop.codeLens.enabled': name === 'one' };
    writeFileSync(join(target, '.vscode', 'settings.json'), JSON.stringify(own));
  }
  const workspace = { folders: names.map((path) => ({ path })) };
  writeFileSync(join(folder, TWO_FOLDERS), JSON.stringify(workspace));
}

/**
 * @param {string} executable
 * @param {string[]} parameters
 * @returns {Promise<number>} exit code
 */
function runUntrusted(executable, parameters) {
  const env = { ...process.env, BACKPROP_TEST_FOLDER: 'hostUntrusted', BACKPROP_TEST_FILES: words.join(' ') };
  const isScript = executable.endsWith('.mjs');
  return isScript
    ? run(process.execPath, [executable, ...parameters], { env })
    : run(executable, parameters, { env });
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
