// What VS Code loads in its extension host: one mocha run over every test of this folder.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** VS Code is a busy place in its first seconds: a test that hangs ends, a slow one does not fail. */
const TEST_LIMIT_MS = 60_000;

const COUNTING_REPORTER = join(__dirname, '..', '..', '..', 'scripts', 'countingReporter.cjs');

/**
 * Runs the tests of this folder, or of the one beside it that BACKPROP_TEST_FOLDER names; only those in files with a word of
 * BACKPROP_TEST_FILES in their names, where it has any.
 * @returns when all passed
 * @throws when one failed, or when there was none
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    reporter: COUNTING_REPORTER,
    timeout: TEST_LIMIT_MS,
    forbidOnly: true,
    forbidPending: true,
    failZero: true,
  });
  const words = (process.env['BACKPROP_TEST_FILES'] ?? '').split(' ').filter((word) => word !== '');
  const isWanted = (name: string): boolean =>
    name.endsWith('.test.js') && (words.length === 0 || words.some((word) => name.includes(word)));
  const folder = join(__dirname, '..', process.env['BACKPROP_TEST_FOLDER'] ?? 'host');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter(isWanted)) mocha.addFile(join(folder, file));
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
