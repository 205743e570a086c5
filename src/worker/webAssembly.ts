import type { Instantiate } from '../core/engine/wasm/instance';

/** Runs a program in this thread. Throws where WebAssembly refuses it, or there is not enough memory. */
export const instantiate: Instantiate = ({ bytes, pages }) => {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { program: { memory } });
  return {
    memory: memory.buffer,
    train: exports['train'] as (updates: number) => number,
    gradient: exports['gradient'] as (list: number, length: number, losses: number) => void,
    shuffle: (exports['shuffle'] ?? (() => undefined)) as () => void,
    measure: exports['measure'] as (list: number, length: number) => number,
    sum: exports['sum'] as (address: number, count: number) => number,
  };
};
