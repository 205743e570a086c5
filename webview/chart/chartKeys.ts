import type { LossBuckets } from '../../src/core/engine/stretches';
import { bucketAt } from './curves';

/** What a key does in the plot. */
export type KeyAction =
  | { readonly kind: 'zoom'; readonly isIn: boolean }
  | { readonly kind: 'whole' }
  /** To the epoch that is read. */
  | { readonly kind: 'go' }
  /** By a share of what is seen. */
  | { readonly kind: 'pan'; readonly share: number }
  /** To the epoch that is read next. */
  | { readonly kind: 'read'; readonly to: (buckets: LossBuckets, from: number) => number };

const PAN_SHARE = 0.1;
/** Buckets that a page key moves the read-out, as a share of all. */
const PAGE_SHARE = 0.1;

/** The action of a key; null for one that the plot does not know. */
export function keyAction({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): KeyAction | null {
  if (ctrlKey || metaKey) return null;
  if (altKey) {
    if (key === 'ArrowLeft') return { kind: 'pan', share: -PAN_SHARE };
    return key === 'ArrowRight' ? { kind: 'pan', share: PAN_SHARE } : null;
  }
  switch (key) {
    case '+':
    case '=':
      return { kind: 'zoom', isIn: true };
    case '-':
      return { kind: 'zoom', isIn: false };
    case '0':
      return { kind: 'whole' };
    case 'Enter':
      return { kind: 'go' };
    case 'ArrowLeft':
    case 'ArrowDown':
      return { kind: 'read', to: (buckets, from) => moved(buckets, from, -1) };
    case 'ArrowRight':
    case 'ArrowUp':
      return { kind: 'read', to: (buckets, from) => moved(buckets, from, 1) };
    case 'PageUp':
      return { kind: 'read', to: (buckets, from) => moved(buckets, from, page(buckets)) };
    case 'PageDown':
      return { kind: 'read', to: (buckets, from) => moved(buckets, from, -page(buckets)) };
    case 'Home':
      return { kind: 'read', to: (buckets) => moved(buckets, 0, 0) };
    case 'End':
      return { kind: 'read', to: (buckets) => moved(buckets, Infinity, 0) };
    default:
      return null;
  }
}

function page({ first }: LossBuckets): number {
  return Math.max(1, Math.round(PAGE_SHARE * first.length));
}

/** The first epoch of the bucket so many further on; the ends are the ends. */
function moved(buckets: LossBuckets, from: number, by: number): number {
  const last = buckets.first.length - 1;
  const to = Math.min(last, Math.max(0, bucketAt(buckets, from) + by));
  return buckets.starts[to] ?? 0;
}
