import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from '../../src/cli/arguments';
import { usage } from '../../src/cli/usage';
import { commandNames, UsageError } from '../../src/cli/usageError';
import { dataFileSizeLimit } from '../../src/core/engine/csv';
import { createRandom } from '../../src/core/engine/random';
import { split } from '../../src/core/engine/dataset';
import { DEEPEST } from '../../src/core/network/jsonReader';
import { SHOWN } from '../../src/core/math/extent';
import { TERM_LIMIT } from '../../src/core/math/formulas';
import { LIMITS } from '../../src/core/network/limits';
import { parse } from '../../src/core/network/parse';
import { SWEEP_KEYS } from '../../src/core/network/resolve';
import { isMathematical, plainSpelling } from '../../src/core/network/spelling';
import { INDEX_LETTERS, createSymbols, type SymbolKind } from '../../src/core/network/symbols';
import { fillTemplate, parseTemplate } from '../../src/core/network/template';
import { grouped } from '../../src/core/network/wording';
import { documentKind } from '../../src/core/verify/readDocument';
import { READ_LIMITS } from '../../src/core/verify/readLimits';

const page = readFileSync(join(process.cwd(), 'docs', 'format.md'), 'utf8');

/** The page below a heading, up to the next heading of the same or a higher level. */
function section(title: string): string {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === title);
  assert.ok(start >= 0, `the page has no section "${title}"`);
  const level = /^#+/.exec(lines[start]!)![0].length;
  const length = lines.slice(start + 1).findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= level);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The cells of every row of the tables in a text, without headers and rules. */
function rows(text: string): string[][] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const isHeader = lines[index + 1]?.startsWith('| ---') === true;
    if (!line.startsWith('|') || line.startsWith('| ---') || isHeader) return [];
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    return [cells.map((cell) => cell.trim().replaceAll('\\|', '|'))];
  });
}

/** The rows of the table of a section whose header begins with a word. */
function tableOf(title: string, header: string): string[][] {
  const tables = section(title).split('\n\n');
  return rows(tables.find((table) => table.startsWith(`| ${header} `)) ?? '');
}

/** What stands in backquotes, outside of code blocks. */
function codeSpans(text: string): string[] {
  return Array.from(text.replace(/^```[^]*?^```/gm, '').matchAll(/`([^`]+)`/g), ([, code]) => code!);
}

/** A cell that is one piece of code and nothing else. */
function soleCode(cell: string): string | null {
  return /^`([^`]+)`$/.exec(cell)?.[1] ?? null;
}

function blocks(): string[] {
  return Array.from(page.matchAll(/^```jsonc\n([^]*?)^```/gm), ([, text]) => text!);
}

function isWhole(block: string): boolean {
  return block.startsWith('{');
}

/** A network of two inputs and one output that a piece of a file can be tried in. */
function around(piece: string): string {
  return `{ "inputs": 2, "layers": [{ "units": 1 }],\n${piece}\n}`;
}

function networkOf(piece: string) {
  const { network, diagnostics } = parse(around(piece));
  assert.ok(network, `${piece}: ${JSON.stringify(diagnostics)}`);
  return network;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly not?: object;
}

const schema = JSON.parse(
  readFileSync(join(process.cwd(), 'media', 'schema', 'backprop.schema.json'), 'utf8'),
) as SchemaNode;

/** Every key of the schema by its path, `layers[].symbols.weight`, with the words it may be. */
function schemaKeys(
  node: SchemaNode,
  path = '',
  found = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  const own = [...(node.enum ?? []), ...('const' in node ? [node.const] : [])];
  for (const word of own) if (typeof word === 'string') found.get(path)?.add(word);
  for (const option of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) schemaKeys(option, path, found);
  if (node.items && !Array.isArray(node.items)) {
    const items = node.items as SchemaNode;
    if (path === 'layers') schemaKeys(items, 'layers[]', found);
    else schemaKeys(items, path, found);
  }
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    if (child.not) continue;
    const below = path === '' ? key : `${path}.${key}`;
    if (!found.has(below)) found.set(below, new Set());
    schemaKeys(child, below, found);
  }
  return found;
}

/** Keys whose objects say with `type` what else they hold; their constants are named, not listed by path. */
const TAGGED = /^(?:layers\[\]\.(?:activation|init)|loss|(?:training|sweep)\.(?:optimizer|schedule))\.(\w+)$/;

/** Programs in other languages are full of names with a point. */
const FOREIGN_NAMES = ['programs', 'scaleOut'].map((folder) => join('core', 'exchange', folder));

function sources(folder: string, without: readonly string[] = []): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .filter((entry) => !without.some((one) => entry.parentPath.endsWith(one)))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Words with a point in quotes that are no codes: ids of the extension and names of files. */
const NO_CODE =
  /^(?:backprop|codeLens|derivation|editor|editorCodeLens|heat|inlayHints|markdown|scaleOut|vscode)\.|^doctor\.(?:enabled|off)$|\.(?:js|json|jsonl|css|html|py|safetensors)$/;

/** Codes that are put together, as the source spells them; their families stand on the page with KEY. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  '`${area}.missing`': ['KEY.missing'],
  "`${area}.${isRange ? 'range' : 'type'}`": ['KEY.range', 'KEY.type'],
  '`${key}.shape`': ['KEY.shape'],
  '`data.${key}`': ['data.inputs', 'data.targets'],
};

function sourceCodes(): Set<string> {
  const codes = new Set<string>();
  for (const part of ['core', 'cli', 'host', 'worker', 'protocol']) {
    for (const text of sources(join(process.cwd(), 'src', part), FOREIGN_NAMES)) {
      for (const [, code] of text.matchAll(/'([a-z][A-Za-z]*\.[a-z][A-Za-z]*)'/g)) {
        if (!NO_CODE.test(code!)) codes.add(code!);
      }
      for (const [composed] of text.matchAll(/`(?:\$\{\w+\}\.(?:\w+|\$\{[^}]+\})|[a-z]+\.\$\{\w+\})`/g)) {
        const family = COMPOSED[composed];
        assert.ok(family, `docs/format.md does not know codes of the form ${composed}`);
        for (const code of family) codes.add(code);
      }
    }
  }
  return codes;
}

function pageCodes(): string[] {
  return rows(section('Diagnostics')).map(([cell]) => soleCode(cell!) ?? `no code: ${cell}`);
}

/** What the command line says of a line that it refuses. */
function refusal(...args: string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  assert.fail(`backprop ${args.join(' ')} is not refused`);
}

describe('docs/format.md', () => {
  it('shows whole files that are read without a word', () => {
    const whole = blocks().filter(isWhole);
    assert.ok(whole.length >= 4, `only ${whole.length} whole files`);
    for (const text of whole) {
      const { network, diagnostics } = parse(text);
      assert.deepEqual(diagnostics, [], text);
      assert.ok(network);
    }
  });

  it('shows pieces of files that are read without a word', () => {
    const pieces = blocks().filter((block) => !isWhole(block));
    assert.ok(pieces.length >= 1);
    for (const text of pieces) assert.deepEqual(parse(around(text)).diagnostics, [], text);
  });

  it('names every key of the schema, and every word that a key may be', () => {
    const spans = new Set(codeSpans(page));
    const all = codeSpans(page).join('\n');
    const keys = schemaKeys(schema);
    assert.ok(keys.size > 60, `only ${keys.size} keys`);
    for (const [path, words] of keys) {
      const constant = TAGGED.exec(path)?.[1];
      const isSwept = path.startsWith('sweep.');
      const isNamed =
        spans.has(path) ||
        (constant !== undefined && all.includes(`"${constant}"`)) ||
        (isSwept && spans.has(path.replace('sweep.', 'training.')));
      assert.ok(isNamed, `the key ${path} is not on the page`);
      for (const word of words)
        assert.ok(all.includes(`"${word}"`), `the word "${word}" of ${path} is not on the page`);
    }
  });

  it('names no key that the schema does not have', () => {
    const keys = schemaKeys(schema);
    const tables = ['The network', 'Symbols', 'Data', 'Training'].map(section).join('\n');
    const named = rows(tables)
      .map(([cell]) => soleCode(cell!))
      .filter((code) => code !== null && /^(?:layers\[\]|symbols|data|training)\.[\w.]+$/.test(code));
    assert.ok(named.length > 35, `only ${named.length} keys`);
    for (const key of named) assert.ok(keys.has(key!), `${key} is no key`);
  });

  it('gives the defaults that leaving out a key means', () => {
    let compared = 0;
    const { training } = networkOf('');
    for (const [cell = '', , standard = ''] of rows(section('Training'))) {
      const key = /^`training\.(\w+)`$/.exec(cell)?.[1];
      const written = soleCode(standard);
      if (key === undefined || written === null) continue;
      const stated = networkOf(`"training": { "${key}": ${written} }`).training;
      assert.deepEqual(training, stated, `the default of training.${key}`);
      compared++;
    }
    assert.equal(compared, 8);
    const stated = '"loss": "halfSquaredError", "reduction": "mean", "data": { "generator": "xor" }';
    const { loss, reduction, data, layers } = networkOf(
      '"data": { "generator": "xor", "samples": 200, "noise": 0, "seed": 1 }',
    );
    const other = networkOf(stated);
    assert.deepEqual([loss, reduction, data], [other.loss, other.reduction, other.data]);
    const spelled = parse(
      '{ "inputs": 2, "layers": [{ "name": "layer 1", "units": 1, "activation": "linear", "init": "xavierUniform", "frozen": false }] }',
    );
    assert.deepEqual(spelled.network?.layers, layers);
  });

  it('gives the constants that a bare name stands for', () => {
    const optimizers = rows(section('Optimizers'));
    assert.equal(optimizers.length, 7);
    for (const [name, constants] of optimizers) {
      const [bare, full] = [soleCode(name!)!, soleCode(constants!)!];
      const optimizerOf = (written: string) =>
        networkOf(`"training": { "optimizer": ${written} }`).training.optimizer;
      assert.deepEqual(optimizerOf(full), optimizerOf(bare));
      assert.deepEqual(JSON.parse(full), optimizerOf(bare), 'every constant is named');
    }
    const tagged = codeSpans(section('The mathematics')).filter((code) => /^\{"type": "\w+", /.test(code));
    assert.equal(tagged.length, 3);
    for (const full of tagged) {
      const { type } = JSON.parse(full) as { type: string };
      const read = (written: string) =>
        type === 'huber'
          ? networkOf(`"loss": ${written}`).loss
          : parse(`{ "inputs": 1, "layers": [{ "units": 1, "activation": ${written} }] }`).network?.layers;
      assert.deepEqual(read(full), read(`"${type}"`));
    }
  });

  it('fills templates as its table says', () => {
    const table = rows(section('Templates'));
    assert.ok(table.length >= 12);
    for (const [kind, template, i, j, k, symbol, plain] of table) {
      const letters = INDEX_LETTERS[kind as SymbolKind];
      assert.ok(letters, `${kind} is no kind of symbol`);
      const values = { i: Number(i), j: Number(j), k: Number(k) };
      const filled = fillTemplate(parseTemplate(soleCode(template!)!, letters), values);
      assert.equal(filled, soleCode(symbol!));
      assert.equal(plainSpelling(filled), soleCode(plain!));
    }
  });

  it('spells plainly as its table says', () => {
    const table = rows(section('What is mathematics, and plain spellings'));
    assert.ok(table.length >= 6);
    for (const [symbol, plain] of table) assert.equal(plainSpelling(soleCode(symbol!)!), soleCode(plain!));
    assert.ok(!isMathematical('sepal length (cm)'));
  });

  it('gives the symbols that a network without symbols has', () => {
    const table = rows(section('Symbols')).filter(([first]) =>
      /^(?:one layer|two layers|more)$/.test(first!),
    );
    assert.equal(table.length, 3);
    table.forEach(([, input, weight, bias, preActivation, hidden, output], n) => {
      const depth = n + 1;
      const layers = Array.from({ length: depth }, () => ({ units: 2 }));
      const { network } = parse(JSON.stringify({ inputs: 2, layers }));
      assert.ok(network);
      const symbols = createSymbols(network);
      // The last layer's weights are those named last.
      const generic = (cell: string, l: number): string =>
        (codeSpans(cell).at(l === 0 ? 0 : -1) ?? '').replace('(l)', `(${l + 1})`);
      const last = depth - 1;
      assert.equal(symbols.generic.input(), generic(input!, 0));
      for (const l of [0, last]) {
        assert.equal(symbols.generic.weight(l), generic(weight!, l));
        assert.equal(symbols.generic.bias(l), generic(bias!, l));
        assert.equal(symbols.generic.preActivation(l), generic(preActivation!, l));
      }
      if (last > 0) assert.equal(symbols.generic.activation(0), generic(hidden!, 0));
      assert.equal(symbols.generic.activation(last), generic(output!, last));
    });
  });

  it('gives the first random numbers of some streams, and how many samples are held out', () => {
    const table = rows(section('Random numbers')).filter((cells) => cells.length === 4);
    assert.equal(table.length, 4);
    for (const [seed, stream, first, second] of table) {
      const random = createRandom(Number(seed), Number(stream));
      assert.deepEqual([random.uniform(), random.uniform()], [Number(first), Number(second)]);
    }
    assert.equal(createRandom(-1).uniform(), createRandom(4294967295).uniform());
    assert.equal(split(100, 0.07, 1).testIndices.length, 8);
  });

  it('names the keys that can be swept', () => {
    const named = new Set(codeSpans(section('Sweep')));
    for (const key of SWEEP_KEYS) assert.ok(named.has(key), `${key} is not named`);
  });

  it('gives every limit', () => {
    const table = section('Limits');
    for (const [name, limit] of Object.entries(LIMITS)) {
      assert.ok(
        new RegExp(`\\| ${grouped(limit)}\\b`).test(table),
        `the limit of ${name}, ${grouped(limit)}`,
      );
    }
    assert.match(table, new RegExp(`a CSV file +\\| ${dataFileSizeLimit / 1024 / 1024} MB`));
    assert.match(table, new RegExp(`brackets inside one another +\\| ${DEEPEST} `));
  });

  it('gives the limits of what is shown and of documents that are checked', () => {
    const table = new Map(rows(section('Limits')).map(([what, limit]) => [what!, limit!]));
    for (const [what, limit] of [
      ['terms of a sum of a derivation that are written out', TERM_LIMIT],
      ['formulas of a document', READ_LIMITS.formulas],
      ['lines of prose with an equals sign that are tried as formulas', READ_LIMITS.lines],
      ['wrong formulas of a document whose mistake is searched for', READ_LIMITS.searchedMistakes],
      ['assignments of a program, over all cells or fences', READ_LIMITS.assignments],
      ['signs, names and numbers of a formula or statement', READ_LIMITS.tokens],
      ['parts within one another', READ_LIMITS.depth],
      ['operations that build on each other', READ_LIMITS.treeDepth],
      ['parts of a formula with its intermediate names put in', READ_LIMITS.nodes],
    ] as const) {
      assert.equal(table.get(what)?.split(';')[0], grouped(limit), what);
    }
    const { terms, symbols } = SHOWN;
    assert.match(table.get('a formula') ?? '', new RegExp(`${terms} terms and ${grouped(symbols)} names`));
  });

  it('names every command with every option, and no option that there is not', () => {
    const text = section('The command line');
    const optionsIn = (one: string) =>
      new Set(Array.from(one.matchAll(/--[a-z][a-z-]+/g), ([option]) => option));
    const onPage = optionsIn(text);
    const inProgram = new Set(['--version', ...optionsIn(usage(null))]);
    for (const name of commandNames) {
      assert.ok(text.includes(`\`backprop ${name} `), `the command ${name}`);
      for (const option of optionsIn(usage(name))) inProgram.add(option);
    }
    assert.ok(inProgram.size > 20, `only ${inProgram.size} options`);
    assert.deepEqual([...onPage].toSorted(), [...inProgram].toSorted());
  });

  it('has a line for each level, form and naming of a formula', () => {
    for (const option of ['level', 'form', 'names']) {
      const words = tableOf('Levels, forms and names', `\`--${option}\``).map(([word]) => soleCode(word!));
      const message = refusal('explain', 'net', 'w1', `--${option}`, 'no such word');
      const [, others, last] = /takes (.*) or (\w+), not/.exec(message)!;
      assert.deepEqual(words, [...others!.split(', '), last], option);
    }
  });

  it('explains each mistake that the checker names, and no other', () => {
    const source = readFileSync(join(process.cwd(), 'src', 'core', 'verify', 'written.ts'), 'utf8');
    const union = /export type MistakeCode =([^;]*);/.exec(source)?.[1] ?? '';
    const codes = Array.from(union.matchAll(/'(\w+)'/g), ([, code]) => code!);
    assert.ok(codes.length > 10, `only ${codes.length} mistakes`);
    const onPage = tableOf('Checking formulas', 'mistake').map(([code]) => soleCode(code!));
    assert.deepEqual(onPage, codes);
  });

  it('explains each cause of a step that differs, and no other', () => {
    const file = join(process.cwd(), 'src', 'core', 'verify', 'step', 'hypothesis.ts');
    const union = /export type StepCauseCode =([^;]*);/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const codes = Array.from(union.matchAll(/'(\w+)'/g), ([, code]) => code!);
    assert.ok(codes.length > 20, `only ${codes.length} causes`);
    const onPage = tableOf('Checking a training step', 'cause').flatMap(([cell]) => codeSpans(cell!));
    assert.deepEqual(onPage.toSorted(), codes.toSorted());
  });

  it('names the endings of documents that are read', () => {
    const kinds = { Markdown: 'markdown', LaTeX: 'latex', Python: 'python', notebook: 'notebook' } as const;
    const documents = tableOf('Checking formulas', 'document');
    assert.equal(documents.length, 4);
    for (const [cell] of documents) {
      const [, name, endings] = /^(\w+) \((.*)\)$/.exec(cell!)!;
      for (const ending of endings!.split(', ')) {
        assert.equal(documentKind(`notes${ending}`), kinds[name as keyof typeof kinds], ending);
      }
    }
  });

  it('explains each code of a diagnostic once, and no other', () => {
    const onPage = pageCodes();
    assert.equal(new Set(onPage).size, onPage.length, 'a code stands twice');
    const inSource = sourceCodes();
    assert.ok(inSource.size > 60, `only ${inSource.size} codes`);
    const unexplained = [...inSource].filter((code) => !onPage.includes(code));
    assert.deepEqual(unexplained, [], 'codes of the source that docs/format.md does not explain');
    const unknown = onPage.filter((code) => !inSource.has(code));
    assert.deepEqual(unknown, [], 'codes of docs/format.md that the source does not have');
  });

  it('calls nothing a code or a key that is neither', () => {
    const known = new Set([...pageCodes(), ...schemaKeys(schema).keys()]);
    const names = new Set(
      [...schemaKeys(schema).keys()].map((path) => path.split('.').at(-1)!.replace('[]', '')),
    );
    for (const span of codeSpans(page)) {
      const [, first, second] = /^([a-z][A-Za-z]*)\.([a-z][A-Za-z]*)$/.exec(span) ?? [];
      if (first === undefined || second === undefined || first === 'history') continue;
      const isFamily =
        /^(?:missing|type|range|shape)$/.test(second) && (names.has(first) || first === 'network');
      assert.ok(known.has(span) || isFamily, `${span} is neither a code nor a key`);
    }
  });
});
