import assert from 'node:assert/strict';
import { runToEnd } from '../../../src/core/network/steps';
import { MetricsReader } from '../../../src/host/scaleOut/metricsLines';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const line = (epoch: number, loss: number): string => `${JSON.stringify({ epoch, loss, processes: 2 })}\n`;

describe('the losses that another program writes', () => {
  it('are read as the file grows, each line once, and one without an end waits', () => {
    const reader = new MetricsReader();
    let text = line(0, 0.5) + line(1, 0.25) + '{"epoch": 2, "lo';
    runToEnd(reader.steps(bytes(text)));
    assert.deepEqual([...reader.losses], [0.5, 0.25]);
    text += `ss": 0.125}\n`;
    runToEnd(reader.steps(bytes(text)));
    assert.deepEqual([...reader.losses, reader.dropped], [0.5, 0.25, 0.125, 0]);
    runToEnd(reader.steps(bytes(line(0, 9))));
    assert.deepEqual([...reader.losses], [9], 'a shorter file is another run');
  });

  it('are nothing but losses of the next epoch; every other line is dropped and counted', () => {
    const reader = new MetricsReader();
    const hostile = [
      'no JSON',
      'null',
      '[]',
      '{"epoch": 0}',
      '{"epoch": 0, "loss": "1"}',
      '{"epoch": 0, "loss": 1e999}',
      '{"epoch": 0, "loss": NaN}',
      '{"epoch": 7, "loss": 1}',
      '{"epoch": "0", "loss": 1}',
      `{"epoch": 0, "loss": 1, "x": "${'y'.repeat(2_000)}"}`,
      '\u0000\u202e',
      '['.repeat(500),
    ];
    runToEnd(reader.steps(bytes(`${hostile.join('\n')}\n${line(0, 1)}`)));
    assert.deepEqual([...reader.losses, reader.dropped], [1, hostile.length]);
    runToEnd(
      reader.steps(new Uint8Array([...bytes(`${hostile.join('\n')}\n${line(0, 1)}`), 0xff, 0xfe, 0x0a])),
    );
    assert.equal(reader.dropped, hostile.length + 1);
  });

  it('pauses on its way through a long file', () => {
    const reader = new MetricsReader();
    const steps = reader.steps(bytes(Array.from({ length: 5_000 }, (_, n) => line(n, 1 / (n + 1))).join('')));
    let pauses = 0;
    while (!steps.next().done) pauses++;
    assert.equal(pauses, 10);
    assert.equal(reader.losses.length, 5_000);
  });
});
