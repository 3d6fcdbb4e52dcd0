import {
  KafkaIoError,
  readDeadLetters,
  replayDeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  type ReplayReport,
} from '@wikistream/kafka-io';
import {
  kafkaConnection,
  ServiceError,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import { letterJson, letterText } from './letter-text.js';
import type { Settings } from './settings.js';

type Print = (text: string) => void;

interface Task {
  readonly settings: Settings;
  readonly connection: ReturnType<typeof kafkaConnection> & { readonly clientId: string };
  readonly topic: { readonly name: string };
  readonly filter: DeadLetterFilter;
  readonly signal: AbortSignal;
  readonly print: Print;
}

const COMMANDS = new Map([
  ['list', list],
  ['replay', replay],
]);

/** Runs `list <topic>` or `replay <topic>`; the app ends when it is done. */
export async function startDeadLetters(
  app: AppContext<Settings>,
  print: Print = (text) => process.stdout.write(`${text}\n`),
): Promise<RunningApp> {
  const [word = '', name, ...more] = app.args;
  const command = COMMANDS.get(word);
  if (!command || name === undefined || more.length > 0) {
    throw new ServiceError('ERR_APP', 'Say what to do: list <topic>, or replay <topic>.');
  }
  app.health.ready('dead-letters', true, word);
  const { settings, signal } = app;
  const connection = { ...kafkaConnection(settings), clientId: 'wikistream-dead-letters' };
  const task = { settings, connection, topic: { name }, filter: filterOf(settings), signal, print };
  return { done: command(task).catch(explain) };
}

async function list(task: Task): Promise<void> {
  const { settings, print } = task;
  let count = 0;
  for await (const letter of readDeadLetters(task)) {
    count += 1;
    print(show(letter, settings));
    if (count === settings.limit) break;
  }
  if (!settings.json) print(`${count} dead letters of ${task.topic.name}`);
}

async function replay(task: Task): Promise<void> {
  const { settings, print } = task;
  const { dryRun, maxReplays, limit } = settings;
  const report = await replayDeadLetters({
    ...task,
    dryRun,
    maxReplays,
    ...(limit === undefined ? {} : { limit }),
    onReplay: (letter) => print(show(letter, settings)),
  });
  print(settings.json ? JSON.stringify({ dryRun, ...report }) : summary(task, report));
}

function summary({ topic, settings }: Task, report: ReplayReport): string {
  const parts = [
    `${report.replayed} of ${report.matched} records ${settings.dryRun ? 'would be ' : ''}put back into ${topic.name}`,
    report.before > 0 && `${report.before} put back by earlier runs`,
    report.exhausted > 0 && `${report.exhausted} put back ${settings.maxReplays} times already`,
    report.unfit > 0 && `${report.unfit} without content or of another topic`,
    report.left > 0 && `${report.left} left for another run`,
  ];
  return parts.filter(Boolean).join('; ');
}

function show(letter: DeadLetter, { json }: Settings): string {
  return json ? letterJson(letter) : letterText(letter);
}

function filterOf({ code, partition, since, until }: Settings): DeadLetterFilter {
  return {
    ...(code === undefined ? {} : { code }),
    ...(partition === undefined ? {} : { partition }),
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(until === undefined ? {} : { until: new Date(until) }),
  };
}

/** The library's messages say all a user needs; a stack trace would bury them. */
function explain(error: unknown): never {
  if (!(error instanceof KafkaIoError) && !(error instanceof RangeError)) throw error;
  throw new ServiceError('ERR_APP', error.message, { cause: error });
}
