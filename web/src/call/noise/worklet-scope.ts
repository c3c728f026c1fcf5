/** A bundled script asks `self` for its own address, which an audio worklet has not got.  Comes before what asks. */
const scope = globalThis as { self?: unknown };
scope.self ??= { location: { href: "" } };
