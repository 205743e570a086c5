// What VS Code loads as tests in its extension host for browsers: those of test/host that ask for nothing but VS
// Code, and what is true in browsers only. One bundle: a browser's extension host loads one file.

import './mochaSetup';
import * as vscode from 'vscode';
import './web.test';
import '../host/doctor.test';
import '../host/gettingIn.test';
import '../host/gradientCommands.test';
import '../host/hover.test';
import '../host/lenses.test';
import '../host/nudgeNumber.test';
import '../host/otherDocuments.test';
import '../host/panel.test';
import '../host/problems.test';
import '../host/rewriting.test';
import '../host/training.test';

/** Read by scripts/hostTests.mjs: what is printed here goes through the window's log, mixed with the window's own. */
const resultFile = 'backprop-web-tests.json';

/**
 * Runs the tests, and leaves counts and failures in a file of the workspace.
 * @throws when one failed, or when there was none
 */
export async function run(): Promise<void> {
  const report: string[] = [];
  let [passed, failed, pending] = [0, 0, 0];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('pass', (test) => {
      passed++;
      report.push(`    ✔ ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error: unknown) => {
      failed++;
      report.push(
        `    ✖ ${test.fullTitle()}`,
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    });
    runner.on('pending', () => pending++);
  });
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('the window has no folder');
  await vscode.workspace.fs.writeFile(
    vscode.Uri.joinPath(folder.uri, resultFile),
    new TextEncoder().encode(JSON.stringify({ counts: { passed, failed, pending }, report })),
  );
  if (failed > 0 || passed === 0) throw new Error(`${failed} failed, ${passed} passed`);
}
