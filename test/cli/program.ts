import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const program = join(process.cwd(), 'dist', 'cli.js');
export const examples = join(process.cwd(), 'media', 'examples');

/** Ends a command that hangs. */
const HANG_MS = 60_000;

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as its users do: another process, its output in pipes. */
export function backprop(...args: readonly string[]): Result {
  return backpropWith([], ...args);
}

/** The same with flags of Node. */
export function backpropWith(flags: readonly string[], ...args: readonly string[]): Result {
  assert.ok(existsSync(program), `${program} is missing: build it with "npm run build"`);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [...flags, program, ...args], {
    encoding: 'utf8',
    timeout: HANG_MS,
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** The JSON document of a command that ends with 0 and says nothing else. */
export function document(...args: readonly string[]): unknown {
  const { status, stdout, stderr } = backprop(...args, '--json');
  assert.equal(stderr, '');
  assert.equal(status, 0, stdout);
  return JSON.parse(stdout) as unknown;
}

/** A command that ends with 1 and says why in one line on standard error; that line. */
export function failure(...args: readonly string[]): string {
  const { status, stdout, stderr } = backprop(...args);
  assert.equal(status, 1, stdout + stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]+\n$/);
  return stderr.trimEnd();
}

export const example = (name: string): string => join(examples, `${name}.backprop.json`);

/** A folder of its own for a test's files. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'backprop-cli-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array | object): string {
    const path = this.path(name);
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, isText ? content : JSON.stringify(content));
    return path;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A small sound network as an object to be changed: 2-2-1, everything written. */
export function smallNetwork(changes: object = {}): Record<string, unknown> {
  return {
    inputs: 2,
    layers: [
      { units: 2, activation: 'tanh', weights: [[0.1, 0.2], [0.3, 0.4]], biases: [0.5, 0.6] }, // prettier-ignore
      { units: 1, activation: 'sigmoid', weights: [[0.7], [0.8]], biases: [0.9] },
    ],
    data: { inputs: [[1, 2], [3, 4], [5, 6]], targets: [[0], [1], [0]] }, // prettier-ignore
    training: { learningRate: 0.1, epochs: 5 },
    ...changes,
  };
}
