import { Channel } from '../protocol/channel';
import {
  longestTex,
  type TypesetHostSide,
  type TypesetParams,
  type TypesetThreadSide,
} from '../protocol/typeset';
import { hostPort } from '../worker/hostPort.platform';
import { toSvg } from './svg';

// The entry of dist/mathjax.js, and of dist/web/mathjax.js for browsers: a thread that sets one formula after the
// other until the host ends it.

new Channel<TypesetThreadSide, TypesetHostSide>(hostPort('mathjax.js'), {
  handlers: { typeset: toSvg },
  checks: { typeset: checkTypeset },
});

function checkTypeset(params: unknown): { readonly value: TypesetParams } | null {
  if (typeof params !== 'object' || params === null) return null;
  const { tex, display } = params as { readonly tex?: unknown; readonly display?: unknown };
  if (typeof tex !== 'string' || tex.length > longestTex || typeof display !== 'boolean') return null;
  return { value: { tex, display } };
}
