import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Built workers with something that goes wrong in them, in a folder of their own. */
export class PlantedWorkers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'backprop-planted-'));

  /**
   * A worker that is the built one, but does `fault` first whenever a request comes.
   *
   * @param built its name in dist.
   * @param fault statements; `method` and `params` are those of the request, `count` how many came before it.
   * @returns the file.
   */
  plant(built: string, fault: string): string {
    return this.plantProgram(`const { parentPort } = require('node:worker_threads');
let seen = 0;
parentPort.on('message', ({ method, params }) => { const count = seen++; ${fault} });
require(${JSON.stringify(join(process.cwd(), 'dist', built))});`);
  }

  /** A worker of one's own. Returns the file. */
  plantProgram(program: string): string {
    const file = join(this.#folder, `${Math.random()}.js`);
    writeFileSync(file, program);
    return file;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Ways for a thread to come to a bad end, and what is said of each. */
export const badEnds: readonly (readonly [what: string, statement: string, message: RegExp])[] = [
  ['throws', 'throw new Error("no more numbers")', /it failed: no more numbers/],
  ['throws what is no error', 'throw null', /it failed/],
  ['exits', 'process.exit(3)', /it ended with code 3/],
  [
    'runs out of memory',
    'const all = []; for (;;) all.push(new Array(100000).fill(all))',
    /it needs more than the 64 MB that a run may use/,
  ],
];
