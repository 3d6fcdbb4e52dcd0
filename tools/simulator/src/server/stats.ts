/** What the simulator did so far. */
export interface SimulatorStats {
  /** Events appended to the topics. */
  appended: number;
  /** Messages sent, all connections together. */
  sent: number;
  /** Bytes of body sent. */
  bytes: number;
  /** Streams opened. */
  connections: number;
  /** Streams open now. */
  open: number;
  /** Requests answered with a status other than 200. */
  refused: number;
  /** Streams ended by the simulator: planned ends, cuts and faults. */
  cuts: number;
  /** Events a reader was too late for, because the history had forgotten them. */
  missed: number;
}

export const noStats = (): SimulatorStats => ({
  appended: 0,
  sent: 0,
  bytes: 0,
  connections: 0,
  open: 0,
  refused: 0,
  cuts: 0,
  missed: 0,
});
