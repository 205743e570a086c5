import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** The kinds of nodes in order, names and words left out: what stands in a program, whatever it is called. */
const SHAPES = `
import ast, json, sys
def shape(text):
    return [type(node).__name__ for node in ast.walk(ast.parse(text))]
texts = json.load(sys.stdin)
first = shape(texts[0])
print(json.dumps([n for n, text in enumerate(texts) if shape(text) != first]))
`;

/** Which programs in Python have other statements than the first of them, by their places in the list. */
export function withOtherStatements(python: string, texts: readonly string[]): number[] {
  const { status, stdout, stderr } = spawnSync(python, ['-I', '-X', 'utf8', '-c', SHAPES], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as number[];
}
