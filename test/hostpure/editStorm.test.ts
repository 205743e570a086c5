import { strict as assert } from 'node:assert';
import { createRandom } from '../../src/core/engine/random';
import { initialParameters } from '../../src/core/engine/initialise';
import { createLayout, parameterIndex } from '../../src/core/engine/layout';
import { numberText, parameterEdits } from '../../src/core/network/edit';
import { parse, type ParsedNetwork } from '../../src/core/network/parse';
import { editedText, type TextEdit } from '../../src/core/network/text';
import { lightEdits } from '../../src/host/lightEdits';

/*
 * Typing and Write Trained Weights to File, mixed at random. Every number stands behind a comment that says which one
 * it is, and everything that is typed is unmistakable: where a number went, and whether a keystroke is lost, is read
 * from the text itself and not by the places that are under test.
 */

const interleavings = 200;
const actions = 30;

/** A whole number from 0 up to, but not including, `end`. */
type Draw = (end: number) => number;

function drawOf(seed: number): Draw {
  const random = createRandom(seed);
  return (end) => Math.floor(random.uniform() * end);
}

/** A network whose parameter number n stands behind the comment of n. */
function storyText(draw: Draw): string {
  const lineEnd = draw(2) === 0 ? '\n' : '\r\n';
  let inputs = 1 + draw(4);
  const head = `{ "inputs": ${inputs}, "layers": [`;
  let n = 0;
  const number = (): string => `/*p${n++}*/ ${numberText((draw(2001) - 1000) / 1000)}`;
  const list = (length: number): string => `[${Array.from({ length }, number).join(', ')}]`;
  const layers = Array.from({ length: 1 + draw(3) }, () => {
    const units = 1 + draw(draw(8) === 0 ? 40 : 5);
    const rows = Array.from({ length: inputs }, () => `      ${list(units)}`).join(`,${lineEnd}`);
    const biases = draw(3) === 0 ? 'false' : list(units);
    inputs = units;
    return `{ "units": ${units}, "weights": [${lineEnd}${rows}${lineEnd}    ], "biases": ${biases} }`;
  });
  return `${head}${lineEnd}  ${layers.join(`,${lineEnd}  `)}${lineEnd}] }${lineEnd}`;
}

/** The parameters as the comments say which is which. */
function labelled(text: string): readonly number[] {
  const found = text.matchAll(/\/\*p(\d+)\*\/(?:\s|\/\*[^*]*\*\/)*([-\d.eE+]+)/g);
  const values: number[] = [];
  for (const [, n, value] of found) values[Number(n)] = Number(value);
  return values;
}

function read(text: string): ParsedNetwork & { network: NonNullable<ParsedNetwork['network']> } {
  const parsed = parse(text);
  assert.ok(parsed.network, JSON.stringify(parsed.diagnostics[0]));
  return { ...parsed, network: parsed.network };
}

/** What the command does with a text: the edits that it hands to the editor. */
function writing(text: string, values: Float64Array): readonly TextEdit[] {
  const parsed = read(text);
  const layout = createLayout(parsed.network);
  return lightEdits(
    text,
    parameterEdits(parsed, (subject) => values[parameterIndex(layout, subject)]!),
  );
}

function assertHolds(text: string, expected: Float64Array, typed: readonly string[]): void {
  assert.deepEqual(labelled(text), [...expected], 'a number is in a wrong place');
  assert.deepEqual([...initialParameters(read(text).network)], [...expected]);
  for (const mark of typed) assert.ok(text.includes(mark), `${mark} was lost`);
}

describe('typing while trained weights are written', () => {
  it(`loses no keystroke and puts no weight in a wrong place, ${interleavings} times`, () => {
    let written = 0;
    let refused = 0;
    for (let seed = 1; seed <= interleavings; seed++) {
      const draw = drawOf(seed);
      let text = storyText(draw);
      const expected = Float64Array.from(labelled(text));
      const typed: string[] = [];
      /** An edit that was made for an older text: the editor refuses it once that is not the text any more. */
      let waiting: {
        readonly made: string;
        readonly edits: readonly TextEdit[];
        readonly values: Float64Array;
      } | null = null;
      for (let action = 0; action < actions; action++) {
        switch (draw(4)) {
          case 0: {
            // A comment between two tokens: behind any comma or bracket.
            const gaps = Array.from(text.matchAll(/[,[\]{}]/g), ({ index }) => index + 1);
            const at = gaps[draw(gaps.length)]!;
            const mark = `/*typed ${seed} ${action}*/`;
            text = text.slice(0, at) + mark + text.slice(at);
            typed.push(mark);
            break;
          }
          case 1: {
            // Another number, typed by hand, where its comment is.
            const n = draw(expected.length);
            const value = (draw(200_001) - 100_000) / 1000;
            const number = new RegExp(`(/\\*p${n}\\*/(?:\\s|/\\*[^*]*\\*/)*)[-\\d.eE+]+`);
            text = text.replace(number, (_, before: string) => before + numberText(value));
            expected[n] = value;
            break;
          }
          case 2: {
            const values = Float64Array.from(expected, (old) =>
              draw(3) === 0 ? old : (draw(1e9) - 5e8) / 3e7,
            );
            waiting = { made: text, edits: writing(text, values), values };
            break;
          }
          case 3: {
            if (!waiting) break;
            if (waiting.made === text) {
              text = editedText(text, waiting.edits);
              expected.set(waiting.values);
              written++;
            } else {
              // Made anew for the text as it is now, as the command does.
              refused++;
              text = editedText(text, writing(text, waiting.values));
              expected.set(waiting.values);
            }
            waiting = null;
          }
        }
        assertHolds(text, expected, typed);
      }
    }
    assert.ok(written > 200 && refused > 200, `${written} written at once, ${refused} made anew`);
  });

  it('takes back all that was written by one replacement, which is what undo holds', () => {
    for (let seed = 1; seed <= interleavings; seed++) {
      const draw = drawOf(seed);
      const before = storyText(draw);
      const values = Float64Array.from(labelled(before), () => draw(1e6) / 7);
      const edits = writing(before, values);
      const after = editedText(before, edits);
      assert.notEqual(after, before);
      // The inverse of each edit at its place in the new text.
      let shift = 0;
      const inverse = edits.map(({ range: { offset, length }, newText }): TextEdit => {
        const at = offset + shift;
        shift += newText.length - length;
        return {
          range: { offset: at, length: newText.length },
          newText: before.slice(offset, offset + length),
        };
      });
      assert.equal(editedText(after, inverse), before);
    }
  });
}).timeout(120_000);
