import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the panel reads before it can draw, minified, in bytes. */
const largestStart = 280_000;

/** A script of the panel and all that it imports before it runs. */
function startingWith(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join('dist', 'webview', file), 'utf8');
  for (const [, , name] of text.matchAll(/(\bfrom|\bimport)\s*"\.\/([\w-]+\.js)"/g))
    startingWith(name!, found);
  return found;
}

describe('the script of the panel', () => {
  it('is small until the first picture: what only some views need comes later', () => {
    const files = [...startingWith('panel.js')];
    assert.ok(files.length > 3, files.join());
    const texts = files.map((file) => readFileSync(join('dist', 'webview', file), 'utf8'));
    const size = texts.reduce(
      (sum, text) => sum + Buffer.byteLength(transformSync(text, { minify: true, format: 'esm' }).code),
      0,
    );
    assert.ok(size < largestStart, `${files.join(', ')}: ${size} bytes`);
    for (const word of ['KaTeX parse error', 'uPlot'])
      assert.ok(!texts.some((text) => text.includes(word)), `${word} is asked for at once`);
  });
});
