import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExportCase } from './exports';

export interface PythonWithLibraries {
  readonly python: string;
  readonly libraries: readonly string[];
}

/** The Python of the project's own scripts, with the libraries that exported programs use. */
export async function pythonWithLibraries(): Promise<PythonWithLibraries> {
  const address = pathToFileURL(join(process.cwd(), 'scripts', 'pythonLibraries.mjs')).href;
  const scripts = (await import(address)) as {
    readonly pythonWithLibraries: () => Promise<PythonWithLibraries>;
  };
  return scripts.pythonWithLibraries();
}

const BORDER = '═══';
const HANG_MS = 110_000;

/** Runs programs one after the other in one process, each as the main program; what each has printed. */
export function runMainPrograms(python: string, programs: readonly string[]): string[] {
  const driver = [
    'import json, sys',
    'for program in json.load(sys.stdin):',
    '    exec(compile(program, "program", "exec"), {"__name__": "__main__"})',
    `    print("${BORDER}")`,
  ].join('\n');
  const { status, stdout, stderr, error } = spawnSync(python, ['-I', '-X', 'utf8', '-c', driver], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    timeout: HANG_MS,
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error) throw error;
  assert.equal(status, 0, stderr);
  return stdout.split(BORDER).slice(0, programs.length);
}

/** A program has said that its gradients agree, and its tenth epoch has the loss of the engine's. */
export function assertAgrees({ id, lossOfTenth }: ExportCase, output: string, tolerance = 1e-9): void {
  assert.match(output, /gradients agree/, `${id}: ${output}`);
  const loss = Number(/final loss (\S+)/.exec(output)?.[1]);
  assert.ok(
    Math.abs(loss - lossOfTenth) <= tolerance * (1 + Math.abs(lossOfTenth)),
    `${id}: ${loss} is not ${lossOfTenth}`,
  );
}
