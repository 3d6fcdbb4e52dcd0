export { startSimulator, type Simulator } from './server/start-simulator.js';
export type { GenerateOptions, ReplayOptions, SimulatorOptions } from './server/options.js';
export type { SimulatorStats } from './server/stats.js';
export type { ReadOrderName } from './server/read-order.js';
export type { End } from './server/connection.js';
export { parseFaults, type Fault, type RecurringFault } from './server/faults.js';
export type { Pace } from './replay/pace.js';
export { readEvents, type RecordedEvent } from './replay/read-events.js';
export type { WireEvent } from './log/wire-event.js';
export type { Datacentre } from './log/event-log.js';

export {
  ARTICLE_SHARE,
  generateEvents,
  type GeneratorOptions,
} from './generator/generate-events.js';

export { expectedArticles, type ExpectedArticle } from './expected-articles.js';
export { SAMPLE_FILE } from './sample/write-sample.js';

export {
  ReplayError,
  SimulatorError,
  SimulatorOptionError,
  type SimulatorErrorCode,
} from './errors.js';
