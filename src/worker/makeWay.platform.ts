import { makeWay as onNode } from './makeWay.node';

// The bundler takes makeWay.node.ts or makeWay.web.ts in place of this file, which is for types only.
export const makeWay: () => void = onNode;
