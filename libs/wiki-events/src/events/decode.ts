import { Compile, type Validator } from 'typebox/compile';
import type Type from 'typebox';
import { InvalidEventError, MalformedEventError } from '../errors.js';
import { EventEnvelopeSchema, type EventEnvelope } from './envelope.js';
import {
  CHANGE_TYPES,
  recentChangeSchemas,
  type ChangeType,
  type RecentChange,
} from './recent-change.js';

/** Turns a parsed JSON value into a typed event, or throws an {@link InvalidEventError}. */
export type EventDecoder<E extends EventEnvelope> = (value: unknown) => E;

/** Compiles a schema into a check that names the first offending field and the reason. */
export function compileDecoder<E>(what: string, schema: Type.TSchema): (value: unknown) => E {
  const validator = Compile(schema);
  return (value) => {
    if (!validator.Check(value)) throw firstFault(what, validator, value);
    return value as E;
  };
}

function firstFault(what: string, validator: Validator, value: unknown): InvalidEventError {
  // A union reports one fault per branch; the one about null says nothing a reader can act on.
  const faults = validator.Errors(value).filter((fault) => fault.keyword !== 'anyOf');
  const fault =
    faults.find((f) => !(f.keyword === 'type' && f.params.type === 'null')) ?? faults[0];
  if (fault?.keyword === 'required') {
    const path = [...segments(fault.instancePath), fault.params.requiredProperties[0] ?? '?'];
    return new InvalidEventError(what, path.join('.'), 'is missing');
  }
  const path = fault ? segments(fault.instancePath) : [];
  return new InvalidEventError(
    what,
    path.join('.') || '(whole value)',
    fault?.message ?? 'is wrong',
  );
}

const segments = (pointer: string): string[] => pointer.split('/').slice(1);

/** Checks the envelope alone: right for every public stream. */
export const decodeEnvelope: EventDecoder<EventEnvelope> = compileDecoder<EventEnvelope>(
  'event',
  EventEnvelopeSchema,
);

const byType: ReadonlyMap<unknown, EventDecoder<RecentChange>> = new Map(
  CHANGE_TYPES.map((type: ChangeType) => [
    type,
    compileDecoder<RecentChange>(`recentchange event of type ${type}`, recentChangeSchemas[type]),
  ]),
);

/** Checks an event of the `recentchange` stream against the schema of its type. */
export const decodeRecentChange: EventDecoder<RecentChange> = (value) => {
  if (!isRecord(value)) throw new MalformedEventError('The event is not a JSON object');
  const decode = byType.get(value['type']);
  if (decode) return decode(value);
  decodeEnvelope(value);
  throw new InvalidEventError(
    'recentchange event',
    'type',
    value['type'] === undefined ? 'is missing' : `must be one of ${CHANGE_TYPES.join(', ')}`,
  );
};

/** Parses the data of a frame. Throws {@link MalformedEventError} unless it is a JSON object. */
export function parseEvent(data: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new MalformedEventError(
      `The event is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  if (!isRecord(value)) throw new MalformedEventError('The event is not a JSON object');
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
