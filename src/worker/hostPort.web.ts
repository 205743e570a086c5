import type { Port } from '../protocol/channel';

/** As much of a browser's worker as is used here; its types would bring the DOM along. */
interface WorkerScope {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The wire of a browser's worker to whoever started it. */
export function hostPort(): Port {
  const scope = globalThis as unknown as WorkerScope;
  return {
    post(message, transfer = []) {
      scope.postMessage(message, transfer);
    },
    onMessage(listener) {
      const hear = ({ data }: { readonly data: unknown }): void => {
        listener(data);
      };
      scope.addEventListener('message', hear);
      return () => {
        scope.removeEventListener('message', hear);
      };
    },
  };
}
