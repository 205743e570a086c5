import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import {
  exportFiles,
  exportRefusal,
  type ExportKindName,
} from '../../src/core/exchange/programs/exportKinds';
import type { Exported } from '../../src/core/exchange/programs/exported';
import { formulaExports, referenceExports, sklearnExports, type ExportCase } from './exports';
import { assertAgrees, itWith, runMainPrograms, tools } from './running';

const textOf = (kind: ExportKindName, exported: Exported): string => {
  const content = exportFiles(kind, exported, 'network')[0]?.content;
  assert.ok(typeof content === 'string');
  return content;
};

/** The code of a notebook, cell after cell. */
function codeOf(notebook: string): string {
  const { cells } = JSON.parse(notebook) as {
    cells: readonly { cell_type: string; source: readonly string[] }[];
  };
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => source.join(''))
    .join('\n');
}

const suite = 'exported programs';

describe(suite, function () {
  this.timeout(120_000);
  let cases: ExportCase[] = [];
  const { python } = tools();

  before(() => {
    cases = [...referenceExports(), ...formulaExports()];
    assert.equal(cases.length, 127);
  });

  const runAll = (kind: ExportKindName, among: readonly ExportCase[]): void => {
    const outputs = runMainPrograms(
      python,
      among.map(({ exported }) => textOf(kind, exported)),
    );
    among.forEach((one, n) => {
      assertAgrees(one, outputs[n]!);
    });
  };

  it('in plain Python have the gradients and ten epochs of the engine', () => {
    runAll('python', cases);
  });

  it('in notebooks have them, too', () => {
    const outputs = runMainPrograms(
      python,
      cases.map(({ exported }) => codeOf(textOf('notebook', exported))),
    );
    cases.forEach((one, n) => {
      assertAgrees(one, outputs[n]!);
    });
  });

  itWith('numpy', suite, 'in NumPy have them, too', () => {
    runAll('numpy', cases);
  });

  itWith('torch', suite, 'in PyTorch have them, too', () => {
    runAll('pytorch', cases);
  });

  it('in TypeScript have them, too, and pass the strictest compiler', () => {
    for (const one of cases) {
      const program = textOf('typescript', one.exported);
      const printed: string[] = [];
      const log = (...words: readonly unknown[]): void => {
        printed.push(words.join(' '));
      };
      vm.runInNewContext(transformSync(program, { loader: 'ts' }).code, { console: { log } });
      assertAgrees(one, printed.join('\n'));
    }
    const sources = new Map(
      cases.slice(0, 20).map(({ id, exported }) => [`${id}.ts`, textOf('typescript', exported)]),
    );
    assert.deepEqual(complaintsOf(sources), []);
  });

  itWith('cc', suite, 'in C have them, too, and compile without a warning', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backprop-c-'));
    try {
      for (const one of cases.filter((_, n) => n % 4 === 0 || n >= 120)) {
        const [header, binary] = [join(folder, 'network.h'), join(folder, 'network')];
        writeFileSync(header, textOf('c', one.exported));
        const flags = [
          '-std=c99',
          '-Wall',
          '-Wextra',
          '-Werror',
          '-Wno-unused-function',
          '-Wno-unused-variable',
        ];
        const made = spawnSync('cc', [...flags, '-DBACKPROP_MAIN', '-x', 'c', header, '-o', binary, '-lm'], {
          encoding: 'utf8',
        });
        assert.equal(made.status, 0, `${one.id}: ${made.stderr}`);
        const ran = spawnSync(binary, { encoding: 'utf8' });
        assertAgrees(one, ran.stdout);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('for scikit-learn are refused with the reason where it cannot hold the network', () => {
    const refused = cases.filter(({ exported }) => exportRefusal('sklearn', exported) !== null);
    assert.ok(refused.length > 100, `${refused.length} are refused`);
    for (const { exported } of refused) {
      assert.match(exportRefusal('sklearn', exported) ?? '', /^scikit-learn has no such network: .+\.$/);
    }
    for (const { exported } of sklearnExports()) assert.equal(exportRefusal('sklearn', exported), null);
  });

  itWith('sklearn', suite, 'for scikit-learn have them where it can hold the network', () => {
    const held = sklearnExports();
    const outputs = runMainPrograms(
      python,
      held.map(({ exported }) => textOf('sklearn', exported)),
    );
    held.forEach((one, n) => {
      // Adam adds its epsilon elsewhere; the loss that scikit-learn tells holds the penalty.
      const isExact = one.exported.network.training.optimizer.type !== 'adam';
      if (one.exported.network.training.l2 === 0) assertAgrees(one, outputs[n]!, isExact ? 1e-9 : 1e-3);
      else assert.match(outputs[n]!, /gradients agree/);
    });
  });

  it('for Keras are Python', () => {
    const check = 'import ast, sys, json\nfor text in json.load(sys.stdin): ast.parse(text)';
    const { status, stderr } = spawnSync(python, ['-I', '-X', 'utf8', '-c', check], {
      input: JSON.stringify(cases.map(({ exported }) => textOf('keras', exported))),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });
});

/** What the TypeScript compiler says of programs, with every check that it has. */
function complaintsOf(sources: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => {
    const text = sources.get(name);
    return text === undefined ? read(name, version) : ts.createSourceFile(name, text, version);
  };
  host.fileExists = (name) => sources.has(name) || ts.sys.fileExists(name);
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}
