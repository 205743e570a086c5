// What VS Code loads in its extension host: one mocha run over every test of this folder.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** VS Code is a busy place in its first seconds: a test that hangs ends, a slow one does not fail. */
const TEST_LIMIT_MS = 60_000;

const COUNTING_REPORTER = join(__dirname, '..', '..', '..', 'scripts', 'countingReporter.cjs');

/**
 * Runs the tests.
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
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter((name) => name.endsWith('.test.js'))) mocha.addFile(join(__dirname, file));
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
