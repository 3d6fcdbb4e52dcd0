import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { StreamStateError } from '../errors.js';
import { PositionSchema } from './position.js';

/** An event delivered lately, remembered so that a rewind does not deliver it again. */
export const RecentEventSchema = Type.Object({
  /** `meta.id`. */
  id: Type.String({ minLength: 1 }),
  /** The latest event time its topic had seen by then, in ms: a rewind to later cannot meet it. */
  at: Type.Integer(),
});

/** One topic-partition: how far it was read, and what a rewind in it would meet again. */
export const PartitionStateSchema = Type.Object({
  ...PositionSchema.properties,
  recent: Type.Array(RecentEventSchema),
});

/**
 * Everything needed to go on after a restart without losing or repeating an event. Plain JSON,
 * usually below a kilobyte: store it together with what the events led to, in one transaction.
 */
export const StreamStateSchema = Type.Object({
  version: Type.Literal(1),
  partitions: Type.Array(PartitionStateSchema),
});
export type RecentEvent = Static<typeof RecentEventSchema>;
export type PartitionState = Static<typeof PartitionStateSchema>;
export type StreamState = Static<typeof StreamStateSchema>;

const validator = Compile(StreamStateSchema);

/**
 * Reads a stored state, given as JSON text or as the value it parsed to.
 *
 * @throws {StreamStateError} when it is not one, or of a version this library does not know
 */
export function parseStreamState(stored: unknown): StreamState {
  let value = stored;
  if (typeof stored === 'string') {
    try {
      value = JSON.parse(stored);
    } catch (cause) {
      throw new StreamStateError('The stored stream state is not JSON; delete it to start afresh', {
        cause,
      });
    }
  }
  if (validator.Check(value)) return value;
  const fault = validator.Errors(value)[0];
  throw new StreamStateError(
    `The stored stream state is not usable: ${fault?.instancePath || '(whole value)'} ${fault?.message ?? ''}; delete it to start afresh`,
  );
}
