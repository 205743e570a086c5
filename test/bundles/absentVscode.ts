/** Anything that is asked of it is itself: enough of `vscode` for a bundle to load, and to be activated. */
function anything(): unknown {
  const target = function absent(): void {
    // Called, constructed and extended by code that only defines things.
  };
  const proxy: unknown = new Proxy(target, {
    get: (_, key): unknown => {
      if (key === 'prototype') return target.prototype as unknown;
      if (key === Symbol.iterator) return () => [].values();
      return key === Symbol.toPrimitive ? () => '' : proxy;
    },
    set: () => true,
    apply: () => proxy,
    construct: () => proxy as object,
  });
  return proxy;
}

/** A module whose every export is `anything`: bundles copy own properties and keep the prototype. */
export const absentModule = (): unknown => Object.create(anything() as object) as unknown;

/** What both extension hosts have besides the language. */
export const webGlobals = {
  console,
  TextDecoder,
  TextEncoder,
  URL,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  queueMicrotask,
  performance,
  structuredClone,
};

/** What the extension host on Node has. */
export const hostGlobals = { ...webGlobals, process, Buffer, setImmediate, clearImmediate };
