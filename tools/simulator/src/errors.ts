export type SimulatorErrorCode = 'ERR_SIMULATOR_REPLAY' | 'ERR_SIMULATOR_OPTION';

/** Base of everything the simulator throws; `code` is stable. */
export class SimulatorError extends Error {
  readonly code: SimulatorErrorCode;

  constructor(code: SimulatorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A replayed file cannot be read, or one of its lines is no event. */
export class ReplayError extends SimulatorError {
  readonly file: string;
  /** Counted from 1; absent when the file as a whole is at fault. */
  readonly line: number | undefined;

  constructor(file: string, line: number | undefined, reason: string, options?: ErrorOptions) {
    const where = line === undefined ? file : `${file}, line ${line}`;
    super('ERR_SIMULATOR_REPLAY', `Cannot replay ${where}: ${reason}`, options);
    this.file = file;
    this.line = line;
  }
}

/** An option has a value that makes no sense. */
export class SimulatorOptionError extends SimulatorError {
  constructor(message: string) {
    super('ERR_SIMULATOR_OPTION', message);
  }
}
