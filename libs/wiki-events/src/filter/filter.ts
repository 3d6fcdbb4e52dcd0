import type { EventEnvelope } from '../events/envelope.js';
import type { FieldHint } from './hint.js';

/**
 * A test on events that narrows their type, and what it implies about their raw bytes.
 *
 * `hints` are necessary conditions: an event that fails one cannot pass `test`, which lets the
 * client skip its frame without decoding it. A filter without hints is merely slower.
 */
export interface Filter<E extends EventEnvelope, S extends E = E> {
  readonly test: (event: E) => event is S;
  readonly hints: readonly FieldHint[];
}

/** A filter from any predicate. */
export function where<E extends EventEnvelope>(predicate: (event: E) => boolean): Filter<E> {
  return { test: (event): event is E => predicate(event), hints: [] };
}

/** Passes when both filters pass; the second sees what the first narrowed to. */
export function and<E extends EventEnvelope, S extends E, T extends S>(
  first: Filter<E, S>,
  second: Filter<S, T>,
): Filter<E, T> {
  return {
    test: (event): event is T => first.test(event) && second.test(event),
    hints: [...first.hints, ...second.hints],
  };
}

/** Passes when every filter passes. */
export function all<E extends EventEnvelope>(...filters: readonly Filter<E>[]): Filter<E> {
  return {
    test: (event): event is E => filters.every((filter) => filter.test(event)),
    hints: filters.flatMap((filter) => filter.hints),
  };
}

/** Passes when at least one filter passes. */
export function any<E extends EventEnvelope, S extends E = E>(
  ...filters: readonly Filter<E, S>[]
): Filter<E, S> {
  return {
    test: (event): event is S => filters.some((filter) => filter.test(event)),
    hints: commonHints(filters.map((filter) => filter.hints)),
  };
}

/** Passes when the filter does not. */
export function not<E extends EventEnvelope>(filter: Filter<E>): Filter<E> {
  return { test: (event): event is E => !filter.test(event), hints: [] };
}

/** A field hinted at by every branch of an alternative may hold any branch's value. */
function commonHints(branches: readonly (readonly FieldHint[])[]): FieldHint[] {
  const [first = [], ...rest] = branches;
  return first.flatMap(({ field, values }) => {
    const others = rest.map((hints) => hints.find((hint) => hint.field === field));
    if (others.includes(undefined)) return [];
    return [{ field, values: [...values, ...others.flatMap((hint) => hint?.values ?? [])] }];
  });
}
