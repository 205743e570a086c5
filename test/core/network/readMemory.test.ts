import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../src/core/engine/random';
import { parseJson } from '../../../src/core/network/json';
import { JsonReader } from '../../../src/core/network/jsonReader';
import type { JsonNode, JsonResult } from '../../../src/core/network/jsonTree';
import { KnownRows, type ReadText } from '../../../src/core/network/knownRows';
import { parse, parseSteps, type ParsedNetwork } from '../../../src/core/network/parse';
import { ReadMemory } from '../../../src/core/network/readMemory';
import { runToEnd } from '../../../src/core/network/steps';
import { largeNetworkText } from '../../support/largeNetwork';

/** All that a result says, as one text: every node with its place, every number of every row, every problem. */
function digest({ root, problems, omitted }: JsonResult): string {
  const said: string[] = [];
  const add = (node: JsonNode): void => {
    said.push(`${node.kind} ${node.offset} ${node.length}`);
    switch (node.kind) {
      case 'object':
        for (const { key, keyRange, value, offset, length } of node.properties) {
          said.push(`${key} ${keyRange.offset} ${keyRange.length} ${offset} ${length}`);
          add(value);
        }
        said.push([...node.find].map(([key, { offset }]) => `${key} ${offset}`).join());
        break;
      case 'array':
        node.items.forEach(add);
        break;
      case 'numbers':
        for (let at = node.start; at < node.start + node.count; at++) {
          const { values, offsets, lengths } = node.pool;
          said.push(`${values[at]} ${offsets[at]} ${lengths[at]}`);
        }
        break;
      case 'string':
      case 'number':
      case 'boolean':
        said.push(String(node.value));
        break;
      case 'null':
      case 'invalid':
    }
  };
  if (root) add(root);
  return `${said.join('\n')}\n${JSON.stringify(problems)} ${omitted}`;
}

type Draw = (end: number) => number;

/** What a hand may put anywhere: digits and rows, and whatever breaks a text. */
const typed = [
  ...['0', '1', '7', '-', '.', 'e5', '1e999', '1e-999', '01', ' ', '\n', '\r\n', ',', ', 2.5', '[', ']'],
  ...['{', '}', ':', '"', '\\', '/', '//', '/*', '*/', 'x', 'null', '[1, 2, 3]', '[[0.5], [1]]', '"a": '],
  ...[
    '// a comment\n',
    '/* another */',
    'é',
    '\u{1F600}',
    '\uFEFF',
    ', [4, 5]',
    ']]',
    '],\n[',
    '"weights": [[1]], ',
  ],
];

/** One edit as people make them: mostly small, sometimes a stretch that goes, comes twice or moves. */
function edited(text: string, draw: Draw): string {
  const at = draw(text.length + 1);
  const length = draw(8) === 0 ? draw(200) : draw(4);
  const stretch = text.slice(at, at + length);
  const rest = text.slice(at + length);
  switch (draw(6)) {
    case 0:
      return text.slice(0, at) + rest;
    case 1:
      return text.slice(0, at) + stretch + stretch + rest;
    case 2: {
      const to = draw(rest.length + 1);
      return text.slice(0, at) + rest.slice(0, to) + stretch + rest.slice(to);
    }
    default:
      return text.slice(0, at) + typed[draw(typed.length)]! + (draw(2) === 0 ? rest : stretch + rest);
  }
}

function drawOf(seed: number): Draw {
  const random = createRandom(seed);
  return (end) => Math.floor(random.uniform() * end);
}

const examples = readdirSync('media/examples')
  .filter((file) => file.endsWith('.backprop.json'))
  .map((file) => readFileSync(join('media/examples', file), 'utf8'));

/** A small network of many rows, on lines and in one. */
const rows = Array.from({ length: 12 }, (_, i) => `[${i}, ${-i / 7}, 1e-3]`);
const texts = [
  ...examples,
  `{"inputs": 12, "layers": [{"units": 3, "weights": [\n  ${rows.join(',\n  ')}\n], "biases": [1, 2, 3]}]}`,
  `{"layers": [{"weights": [${rows.join(',')}]}, {"weights": [[1], [2], [3]]}], "inputs": 12}`,
];

const edits = 20_000;

describe('what is kept of the last text of a file', () => {
  it(`reads the next one as if there had been none before: ${edits} random edits, most texts damaged`, () => {
    let sound = 0;
    let reused = 0;
    for (const [n, original] of texts.entries()) {
      const draw = drawOf(n + 1);
      let text = original;
      let before = { text, result: parseJson(text) };
      for (let edit = 0; edit < edits / texts.length; edit++) {
        // Back to what it was, as undoing does: rows come back that were lost.
        text = draw(25) === 0 ? original : edited(text, draw);
        const result = parseJson(text, { before });
        const whole = parseJson(text);
        if (digest(result) !== digest(whole)) {
          assert.fail(`${JSON.stringify(before.text)}\nbecomes\n${JSON.stringify(text)}`);
        }
        if (whole.problems.length === 0) sound++;
        if (tokensOf(text, before) < tokensOf(text, null)) reused++;
        before = { text, result };
      }
    }
    assert.ok(sound > edits / 50 && sound < edits / 2, `${sound} sound texts`);
    assert.ok(reused > edits / 2, `rows were known after ${reused} edits`);
  });

  it('leads to the same network, problems and places', () => {
    for (const [n, original] of texts.entries()) {
      const draw = drawOf(100 + n);
      const memory = new ReadMemory();
      let text = original;
      for (let edit = 0; edit < 60; edit++) {
        text = draw(3) === 0 ? original : edited(text, draw);
        const parsed = runToEnd(parseSteps(text, memory));
        const whole = parse(text);
        assert.equal(told(parsed), told(whole), text);
        assert.equal(memory.last?.text, text);
      }
    }
  });

  it('reads of a file of 2 MB little more than the row that was changed', () => {
    const text = largeNetworkText();
    const before = { text, result: parseJson(text) };
    const all = tokensOf(text, null);
    assert.ok(all > 200_000);
    for (const place of [0.1, 0.5, 0.9]) {
      const from = Math.floor(text.length * place);
      const at = from + text.slice(from).search(/\d/);
      const again = tokensOf(`${text.slice(0, at)}1${text.slice(at)}`, before);
      assert.ok(again < all / 50, `${again} of ${all} tokens`);
    }
  });
});

/** How many tokens have to be read. */
function tokensOf(text: string, before: ReadText | null): number {
  const reader = new JsonReader(text, false, before && new KnownRows(before, text));
  let tokens = 1;
  while (!reader.run(1)) tokens++;
  return tokens;
}

/** A parsed file as one text, its tree included. */
function told({ root, network, diagnostics, places }: ParsedNetwork): string {
  return (
    digest({ root, problems: [], omitted: 0 }) +
    JSON.stringify([network, diagnostics, places], (key, value: unknown) => (key === 'pool' ? null : value))
  );
}
