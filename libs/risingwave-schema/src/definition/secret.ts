import type { Definition } from './definition.js';

/** A value RisingWave keeps for connectors; the value itself is given when the schema is applied. */
export interface Secret<N extends string = string> extends Definition {
  readonly kind: 'secret';
  readonly name: N;
}

export function secret<const N extends string>(name: N): Secret<N> {
  return { kind: 'secret', name, dependsOn: [], only: 'risingwave' };
}
