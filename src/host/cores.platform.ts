import { coreCount as onNode } from './cores.node';

// The bundler takes cores.node.ts or cores.web.ts in place of this file, which is for types only.
export const coreCount: () => number = onNode;
