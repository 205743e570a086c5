import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Ends a program that hangs. */
const HANG_MS = 60_000;

/** The Python that the project's own scripts find or install; it throws a sentence that says what is missing. */
export async function pythonPath(): Promise<string> {
  const address = pathToFileURL(join(process.cwd(), 'scripts', 'python.mjs')).href;
  const scripts = (await import(address)) as { readonly ensurePython: () => Promise<string> };
  return scripts.ensurePython();
}

/** Runs a program from its text and gives what it printed; its own error fails the test. */
export function runPython(python: string, program: string): string {
  const { status, stdout, stderr, error } = spawnSync(python, ['-I', '-X', 'utf8', '-'], {
    input: program,
    encoding: 'utf8',
    timeout: HANG_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  assert.equal(status, 0, `${stderr}\n${program}`);
  return stdout;
}

const BORDER = '═══';

/** Runs several programs in one process, each with names of its own, and gives what each has printed. */
export function runPrograms(python: string, programs: readonly string[]): string[] {
  const text = JSON.stringify(JSON.stringify(programs));
  const driver = [
    'import json',
    `for program in json.loads(${text}):`,
    '    exec(program, {})',
    `    print("${BORDER}")`,
  ];
  return runPython(python, driver.join('\n')).split(BORDER).slice(0, programs.length);
}

/** Lines `name = number` of a program's output. */
export function printedNumbers(output: string): ReadonlyMap<string, number> {
  return new Map(
    Array.from(output.matchAll(/^(\w+) = (\S+)$/gm), ([, name, value]) => [
      name!,
      value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value),
    ]),
  );
}
