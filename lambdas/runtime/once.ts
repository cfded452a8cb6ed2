/** Makes a thing on its first use and keeps it: nothing reads the environment or opens a client on import. */
export function once<T>(make: () => T): () => T {
  let made: { thing: T } | undefined;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}
