import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { JavaMissingError } from './errors.js';

const OLDEST = 17;
const run = promisify(execFile);

/**
 * The `java` to start, from `JAVA_HOME` or the path.
 * @throws JavaMissingError
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const java = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
  let output: string;
  try {
    // The version is printed to stderr.
    output = (await run(java, ['-version'], { env })).stderr;
  } catch (cause) {
    throw new JavaMissingError(`no working ${java} was found`, { cause });
  }
  const version = javaVersion(output);
  if (version === undefined || version < OLDEST) {
    throw new JavaMissingError(`${java} is ${version ?? 'of an unknown version'}`);
  }
  return java;
}

/** Feature version in the output of `java -version`: 17 of "17.0.15", 8 of "1.8.0_402". */
export function javaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
