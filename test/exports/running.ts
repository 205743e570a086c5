import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExportCase } from './exports';

/** What exported programs are run with. */
interface Tools {
  readonly python: string;
  /** Libraries of that Python, and programs that are found on the path. */
  readonly has: readonly string[];
}

/** A C compiler; and TeX, which is large and no part of the product, so that it is never installed. */
const PROGRAMS = ['cc', 'pdflatex', 'lualatex'] as const;

/** Finding libraries takes seconds, and installing them minutes: done once for all files of a run. */
const FOUND = 'BACKPROP_TEST_TOOLS';

function findTools(): Tools {
  const address = pathToFileURL(join(process.cwd(), 'scripts', 'pythonLibraries.mjs')).href;
  const program = `
    const { pythonWithLibraries } = await import(${JSON.stringify(address)});
    console.log('\\n' + JSON.stringify(await pythonWithLibraries()));
  `;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 600_000,
  });
  assert.equal(status, 0, stderr);
  const { python, libraries } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    readonly python: string;
    readonly libraries: readonly string[];
  };
  const programs = PROGRAMS.filter((program) => spawnSync(program, ['--version']).status === 0);
  return { python, has: [...libraries, ...programs] };
}

/** The tools of this machine; known before tests are defined, so that a test that cannot be run is none. */
export function tools(): Tools {
  process.env[FOUND] ??= JSON.stringify(findTools());
  return JSON.parse(process.env[FOUND]) as Tools;
}

type Program = (typeof PROGRAMS)[number];
type Tool = 'numpy' | 'torch' | 'sklearn' | 'onnx' | Program;

const isProgram = (tool: Tool): tool is Program => (PROGRAMS as readonly Tool[]).includes(tool);

const wordOf = (tool: Tool): string => (isProgram(tool) ? tool : `Python's ${tool}`);

/** Names of tests that are not run, of all files of a run: each file is a bundle of its own. */
function skippedTests(): string[] {
  const shared = globalThis as { backpropSkippedTests?: string[] };
  if (!shared.backpropSkippedTests) {
    const names: string[] = [];
    shared.backpropSkippedTests = names;
    process.once('exit', () => {
      if (names.length > 0) console.log(`SKIPPED, not passed: ${names.join('; ')}`);
    });
  }
  return shared.backpropSkippedTests;
}

/**
 * A test that needs a tool of others. Where the tool is missing none is defined, so that it neither passes nor stays
 * pending: a line at the end of the run names it.
 *
 * @param suite what the test belongs to, for that line.
 */
export function itWith(tool: Tool, suite: string, title: string, work: Mocha.Func): void {
  if (tools().has.includes(tool)) it(title, work);
  else skippedTests().push(`"${suite} ${title}" needs ${wordOf(tool)}`);
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
