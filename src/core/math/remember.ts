/**
 * `make`, made once for each key and kept as long as the key is: for results that depend on nothing but a network's
 * plain, immutable data and are asked for again and again.
 */
export function remember<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const known = new WeakMap<Key, { readonly made: Made }>();
  return (key) => {
    const found = known.get(key);
    if (found) return found.made;
    const made = make(key);
    known.set(key, { made });
    return made;
  };
}

/** `make`, made when it is first asked for, once. */
export function whenAsked<Made>(make: () => Made): () => Made {
  let known: { readonly made: Made } | null = null;
  return () => {
    known ??= { made: make() };
    return known.made;
  };
}
