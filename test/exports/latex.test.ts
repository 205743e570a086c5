import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataset } from '../../src/core/engine/dataset';
import { exportFiles } from '../../src/core/exchange/programs/exportKinds';
import { parse } from '../../src/core/network/parse';
import { exportCase } from './exports';
import { usableNames } from './names';
import { itWith } from './running';

const ENGINES = ['pdflatex', 'lualatex'] as const;

const EXAMPLES = ['network-a', 'network-b', 'classic-2-2-2', 'two-linear-layers', 'xor'];

/** How many of the names stand in one document: a unit each. */
const NAMES_PER_DOCUMENT = 60;

/** What a document says of itself whose names have characters that pdflatex does not know. */
const NEEDS_ANOTHER = /^% Some names need LuaLaTeX/m;

/** What LaTeX complains of. */
function complaints(engine: string, text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'backprop-latex-'));
  try {
    writeFileSync(join(folder, 'network.tex'), text);
    const options = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'network.tex'];
    const { status } = spawnSync(engine, options, { cwd: folder, stdio: 'ignore', timeout: 100_000 });
    const log = readFileSync(join(folder, 'network.log'), 'utf8');
    const lines = log.split('\n').filter((line) => line.startsWith('!') || /^l\.\d+/.test(line));
    return status === 0 ? [] : [`exit code ${status}`, ...lines];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The documents that a network becomes, with the names of their files. */
function documents(text: string): (readonly [string, string])[] {
  const { network } = parse(text);
  assert.ok(network);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  const { exported } = exportCase('network', network, prepared.dataset);
  return (['latex', 'tikz'] as const)
    .flatMap((kind) => exportFiles(kind, exported, 'network'))
    .filter(({ name }) => name.endsWith('.tex'))
    .map(({ name, content }) => {
      assert.ok(typeof content === 'string');
      return [name, content] as const;
    });
}

function named(names: readonly string[]): string {
  return JSON.stringify({
    name: names[0],
    description: names[1],
    inputs: ['x_1'],
    layers: [
      { name: names[2], units: names.map((name) => `${name}  `), activation: 'tanh', biases: false },
      { units: 1, activation: 'linear', biases: false },
    ],
    data: { inputs: [[1]], targets: [[3]] },
    training: { epochs: 1, batchSize: 1 },
  });
}

const SUITE = 'exported LaTeX documents';

describe(SUITE, function () {
  this.timeout(600_000);

  for (const engine of ENGINES) {
    for (const name of EXAMPLES) {
      itWith(engine, SUITE, `of ${name} are run by ${engine} without complaint`, () => {
        const text = readFileSync(join('media', 'examples', `${name}.backprop.json`), 'utf8');
        for (const [file, content] of documents(text)) {
          assert.deepEqual(complaints(engine, content), [], file);
        }
      });
    }

    itWith(engine, SUITE, `with naughty names are run by ${engine} without complaint`, () => {
      const names = [...new Set(usableNames())];
      let ran = 0;
      for (let start = 0; start < names.length; start += NAMES_PER_DOCUMENT) {
        for (const [file, content] of documents(named(names.slice(start, start + NAMES_PER_DOCUMENT)))) {
          if (engine === 'pdflatex' && NEEDS_ANOTHER.test(content)) continue;
          ran++;
          assert.deepEqual(complaints(engine, content), [], `${file} of names from ${start}`);
        }
      }
      assert.ok(ran > 0);
    });
  }
});
