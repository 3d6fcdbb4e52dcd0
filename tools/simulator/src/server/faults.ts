import { SimulatorOptionError } from '../errors.js';

/** Something that goes wrong with one connection. */
export type Fault =
  | {
      /** Answers with a status instead of a stream. */
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Sends the headers and `:ok`, then nothing. */
  | { readonly kind: 'silent' }
  /** Sends no faster than this. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Sends a frame whose data is no JSON before the event of this number, counted from 0. */
  | { readonly kind: 'garbage'; readonly beforeEvent?: number }
  /** Sends a frame of so many bytes before the event of this number. */
  | { readonly kind: 'huge'; readonly bytes: number; readonly beforeEvent?: number }
  /** Ends the stream after so many bytes of body, in mid-frame as it falls. */
  | { readonly kind: 'cut'; readonly afterBytes: number };

/** A fault of every n-th connection. */
export interface RecurringFault {
  readonly every: number;
  readonly fault: Fault;
}

const EXAMPLES =
  'status=503@5, hang@7, silent@7, slow=1000@3, garbage@4, huge=2000000@4, cut=50000@2';

/**
 * Parses `kind[=value]@n`, several separated by commas: a fault of every n-th connection.
 * @throws SimulatorOptionError
 */
export function parseFaults(text: string): RecurringFault[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => parseFault(part.trim()));
}

function parseFault(text: string): RecurringFault {
  const match = /^(\w+)(?:=(\d+))?@(\d+)$/.exec(text);
  const fault = match?.[1] === undefined ? undefined : faultOf(match[1], match[2]);
  const every = Number(match?.[3]);
  if (!fault || !(every >= 1)) {
    throw new SimulatorOptionError(`"${text}" is no fault; write it like one of: ${EXAMPLES}`);
  }
  return { every, fault };
}

function faultOf(kind: string, value: string | undefined): Fault | undefined {
  const number = Number(value);
  if (value === undefined) {
    return kind === 'hang' || kind === 'silent' || kind === 'garbage' ? { kind } : undefined;
  }
  switch (kind) {
    case 'status':
      return number >= 400 && number <= 599 ? { kind, status: number } : undefined;
    case 'slow':
      return number > 0 ? { kind, bytesPerSecond: number } : undefined;
    case 'huge':
      return { kind, bytes: number };
    case 'cut':
      return { kind, afterBytes: number };
    default:
      return undefined;
  }
}
