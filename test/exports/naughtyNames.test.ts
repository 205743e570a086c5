import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { prepareDataset } from '../../src/core/engine/dataset';
import { exportFiles, type ExportKindName } from '../../src/core/exchange/programs/exportKinds';
import { parse } from '../../src/core/network/parse';
import { exportCase } from './exports';
import { usableNames } from './names';
import { itWith, tools } from './running';
import { withOtherStatements } from './statements';

/*
 * Names that people, or attackers, give: whatever they are, a program is the same program. Its statements are compared
 * with those of a network with plain names, as a parser of the language sees them.
 */

function programs(kind: ExportKindName, name: string): string {
  const { network } = parse(
    JSON.stringify({
      name,
      description: name,
      inputs: [name === 'plain' ? 'x' : `${name} `, 'x_2'],
      layers: [
        {
          name,
          units: [`${name}  `, 'h_2'],
          activation: 'tanh',
          weights: [
            [0.1, 0.2],
            [0.3, 0.4],
          ],
        },
        { units: 1, activation: 'linear', weights: [[0.5], [0.6]] },
      ],
      data: { inputs: [[1, 2]], targets: [[3]] },
      training: { epochs: 1, batchSize: 1 },
    }),
  );
  assert.ok(network, `${JSON.stringify(name)} makes no network`);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  const { exported } = exportCase(name, network, prepared.dataset);
  const content = exportFiles(kind, exported, 'network')[0]?.content;
  assert.ok(typeof content === 'string');
  return content;
}

const usable = usableNames();

const suite = 'naughty names in exported programs';

describe(suite, function () {
  this.timeout(120_000);
  const { python } = tools();

  before(() => {
    assert.ok(usable.length > 450, `${usable.length} names can be used`);
  });

  for (const kind of ['python', 'numpy', 'pytorch', 'keras', 'notebook'] as const) {
    it(`add no statement to ${kind}`, () => {
      const code = (name: string): string => {
        const text = programs(kind, name);
        if (kind !== 'notebook') return text;
        const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
        return cells.map(({ cell_type, source }) => (cell_type === 'code' ? source.join('') : '')).join('\n');
      };
      const other = withOtherStatements(python, ['plain', ...usable].map(code)).map((n) => usable[n - 1]);
      assert.deepEqual(other, []);
    });
  }

  it('add no statement to TypeScript', () => {
    const shape = (text: string): string => {
      const kinds: number[] = [];
      const source = ts.createSourceFile('network.ts', text, ts.ScriptTarget.ES2022);
      const visit = (node: ts.Node): void => {
        kinds.push(node.kind);
        node.forEachChild(visit);
      };
      visit(source);
      const faults = (source as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics;
      return `${faults.length} ${kinds.join(' ')}`;
    };
    const plain = shape(programs('typescript', 'plain'));
    assert.match(plain, /^0 /);
    assert.deepEqual(
      usable.filter((name) => shape(programs('typescript', name)) !== plain),
      [],
    );
  });

  itWith('cc', suite, 'leave C as it is once its comments are gone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backprop-names-'));
    try {
      // -trigraphs: as the strictest reading of C99 has it. Comments go, and nothing is included.
      const strip = (name: string, n: number): string => {
        const file = join(folder, `${n}.h`);
        writeFileSync(file, programs('c', name).replace(/^#include.*$/gm, ''));
        return file;
      };
      const files = ['plain', ...usable].map(strip);
      const flags = ['-std=c99', '-trigraphs', '-DBACKPROP_MAIN', '-E', '-P', '-x', 'c'];
      const outputs: string[] = [];
      for (let start = 0; start < files.length; start += 100) {
        for (const file of files.slice(start, start + 100)) {
          outputs.push(spawnSync('cc', [...flags, file], { encoding: 'utf8' }).stdout);
        }
      }
      assert.ok(outputs[0]!.includes('int main(void)'));
      assert.deepEqual(
        usable.filter((_, n) => outputs[n + 1] !== outputs[0]),
        [],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
