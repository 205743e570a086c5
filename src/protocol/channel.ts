/**
 * Typed conversations over any two-way wire. A conversation is a pair of interfaces, one a side, each naming
 * the requests that side answers and the events it sends; `Channel` turns a wire that only posts values into
 * requests with answers, events and cancellation. What arrives is `unknown` until it has been checked: a
 * message of the wrong form is reported and dropped, never thrown into the receiver.
 */

/** A wire: posts a value to the other end and hears what the other end posts. */
export interface Port {
  /** Sends a structured-cloneable value; `transfer` lists buffers that move instead of being copied. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Registers the one listener; the function returned removes it. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** One side of a conversation: the requests it answers and the events it sends. */
export interface Side {
  readonly requests: object;
  readonly events: object;
}

/** Why a request failed, as data: errors do not cross a wire, their meaning does. */
export type FailureCode =
  'cancelled' | 'disposed' | 'invalidParams' | 'unknownMethod' | 'unavailable' | 'internal';

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

/** A rejected request, on the side that asked. */
export class RequestError extends Error {
  readonly code: FailureCode;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'RequestError';
    this.code = failure.code;
  }
}

/** Anything a request's handler may look at to learn that nobody waits for it any more. */
export interface Cancellation {
  readonly isCancelled: boolean;
}

type RequestsOf<S extends Side> = S['requests'];
type EventsOf<S extends Side> = S['events'];
type Params<R, K extends keyof R> = R[K] extends { params: infer P } ? P : never;
type Result<R, K extends keyof R> = R[K] extends { result: infer T } ? T : never;

/** A handler for every request of a side: a new request without a handler does not compile. */
export type Handlers<S extends Side> = {
  readonly [K in keyof RequestsOf<S>]: (
    params: Params<RequestsOf<S>, K>,
    cancellation: Cancellation,
  ) => Result<RequestsOf<S>, K> | Promise<Result<RequestsOf<S>, K>>;
};

/** A check for the params of every request of a side; it answers with the checked value or null. */
export type Checks<S extends Side> = {
  readonly [K in keyof RequestsOf<S>]: (
    params: unknown,
  ) => { readonly value: Params<RequestsOf<S>, K> } | null;
};

type Wire =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RequestError) => void;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readWire(message: unknown): Wire | null {
  if (!isRecord(message)) return null;
  const { kind, id, method, name, failure } = message;
  const hasId = typeof id === 'number' && Number.isSafeInteger(id);
  switch (kind) {
    case 'request':
      return hasId && typeof method === 'string' ? { kind, id, method, params: message['params'] } : null;
    case 'cancel':
      return hasId ? { kind, id } : null;
    case 'result':
      return hasId ? { kind, id, result: message['result'] } : null;
    case 'failure':
      return hasId &&
        isRecord(failure) &&
        typeof failure['code'] === 'string' &&
        typeof failure['message'] === 'string'
        ? { kind, id, failure: failure as unknown as Failure }
        : null;
    case 'event':
      return typeof name === 'string' ? { kind, name, data: message['data'] } : null;
    default:
      return null;
  }
}

export interface ChannelOptions<Local extends Side> {
  readonly handlers: Handlers<Local>;
  /** Where the other end is not trusted: params that a check refuses fail as `invalidParams`. */
  readonly checks?: Checks<Local>;
  /** Hears of every message dropped and every handler that failed; the channel itself has no voice. */
  readonly onFault?: (fault: string) => void;
}

/** One end of a conversation in which this end is `Local` and the other `Remote`. */
export class Channel<Local extends Side, Remote extends Side> {
  readonly #port: Port;
  readonly #options: ChannelOptions<Local>;
  readonly #stop: () => void;
  readonly #pending = new Map<number, Pending>();
  readonly #answering = new Map<number, { isCancelled: boolean }>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  #nextId = 1;
  #isDisposed = false;

  constructor(port: Port, options: ChannelOptions<Local>) {
    this.#port = port;
    this.#options = options;
    this.#stop = port.onMessage((message) => {
      this.#receive(message);
    });
  }

  /**
   * Asks the other end. Rejects with `RequestError`: what the handler said, `cancelled` once `onCancel` has
   * called back, or `disposed`.
   */
  request<K extends keyof RequestsOf<Remote> & string>(
    method: K,
    params: Params<RequestsOf<Remote>, K>,
    onCancel?: (cancel: () => void) => void,
  ): Promise<Result<RequestsOf<Remote>, K>> {
    if (this.#isDisposed) {
      return Promise.reject(
        new RequestError({ code: 'disposed', message: `${method}: the connection is closed` }),
      );
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      onCancel?.(() => {
        if (!this.#pending.delete(id)) return;
        this.#port.post({ kind: 'cancel', id } satisfies Wire);
        reject(new RequestError({ code: 'cancelled', message: `${method} was cancelled` }));
      });
      this.#port.post({ kind: 'request', id, method, params } satisfies Wire);
    });
  }

  /** Tells the other end, without waiting. `transfer` lists buffers inside `data` that move. */
  send<K extends keyof EventsOf<Local> & string>(
    name: K,
    data: EventsOf<Local>[K],
    transfer?: readonly ArrayBuffer[],
  ): void {
    if (this.#isDisposed) return;
    this.#port.post({ kind: 'event', name, data } satisfies Wire, transfer);
  }

  /** Hears the other end's events; the function returned stops hearing them. */
  on<K extends keyof EventsOf<Remote> & string>(
    name: K,
    listener: (data: EventsOf<Remote>[K]) => void,
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    const untyped = listener as (data: unknown) => void;
    listeners.add(untyped);
    return () => listeners.delete(untyped);
  }

  /** Closes this end: whatever is pending is rejected, whatever is being answered is cancelled. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stop();
    for (const cancellation of this.#answering.values()) cancellation.isCancelled = true;
    for (const pending of this.#pending.values()) {
      pending.reject(new RequestError({ code: 'disposed', message: 'the connection was closed' }));
    }
    this.#pending.clear();
    this.#listeners.clear();
  }

  #receive(message: unknown): void {
    const wire = readWire(message);
    if (!wire) {
      this.#options.onFault?.('a message of unknown form was dropped');
      return;
    }
    switch (wire.kind) {
      case 'request':
        void this.#answer(wire.id, wire.method, wire.params);
        return;
      case 'cancel': {
        const cancellation = this.#answering.get(wire.id);
        if (cancellation) cancellation.isCancelled = true;
        return;
      }
      case 'result':
        this.#settle(wire.id)?.resolve(wire.result);
        return;
      case 'failure':
        this.#settle(wire.id)?.reject(new RequestError(wire.failure));
        return;
      case 'event':
        for (const listener of [...(this.#listeners.get(wire.name) ?? [])]) listener(wire.data);
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const fail = (code: FailureCode, text: string): void => {
      this.#options.onFault?.(`${method}: ${text}`);
      if (!this.#isDisposed)
        this.#port.post({ kind: 'failure', id, failure: { code, message: text } } satisfies Wire);
    };
    if (!Object.hasOwn(this.#options.handlers, method)) {
      fail('unknownMethod', 'there is no such request');
      return;
    }
    const key = method as keyof RequestsOf<Local>;
    const checks = this.#options.checks;
    const checked = checks ? checks[key](params) : { value: params as Params<RequestsOf<Local>, typeof key> };
    if (!checked) {
      fail('invalidParams', 'the request does not have the form it must have');
      return;
    }
    const cancellation = { isCancelled: false };
    this.#answering.set(id, cancellation);
    try {
      const result = await this.#options.handlers[key](checked.value, cancellation);
      if (!this.#isDisposed) this.#port.post({ kind: 'result', id, result } satisfies Wire);
    } catch (error) {
      if (error instanceof RequestError) fail(error.code, error.message);
      else fail('internal', error instanceof Error ? error.message : String(error));
    } finally {
      this.#answering.delete(id);
    }
  }
}

/** Two ports wired to each other, for tests; messages arrive in order, each in a microtask of its own. */
export function createPortPair(): readonly [Port, Port] {
  const listeners: [((message: unknown) => void) | null, ((message: unknown) => void) | null] = [null, null];
  const port = (mine: 0 | 1, other: 0 | 1): Port => ({
    post(message) {
      void Promise.resolve(message).then((value) => listeners[other]?.(value));
    },
    onMessage(listener) {
      listeners[mine] = listener;
      return () => {
        listeners[mine] = null;
      };
    },
  });
  return [port(0, 1), port(1, 0)];
}
