import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ToolchainMissingError } from './errors.js';

const OLDEST_GO = { major: 1, minor: 26 };
const INCLUDES = '#include <nlohmann/json.hpp>\n#include "stb/stb_image.h"\n';
const OUTPUT_BYTES = 64 * 1024 * 1024;
const run = promisify(execFile);

/**
 * Checks that Go, a C++ compiler and the headers are there before minutes are spent.
 * @throws ToolchainMissingError
 */
export async function checkToolchain(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const go = await output('go', ['env', 'GOVERSION'], env).catch((cause: unknown) => {
    throw new ToolchainMissingError('no working go was found', { cause });
  });
  if (!recentGo(go)) throw new ToolchainMissingError(`go is of version ${go.trim()}`);
  const compiler = env.CXX ?? 'g++';
  await output(compiler, ['-E', '-x', 'c++', '-std=c++17', '-'], env, INCLUDES).catch(
    (cause: unknown) => {
      const missing = /\S+: No such file/.exec(String((cause as Error).message))?.[0];
      const found = missing ?? `no working ${compiler} was found`;
      throw new ToolchainMissingError(found, { cause });
    },
  );
}

/** Whether the output of `go env GOVERSION` names a Go that can build Ollama. */
export function recentGo(version: string): boolean {
  const match = /^go(\d+)\.(\d+)/.exec(version.trim());
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > OLDEST_GO.major || (major === OLDEST_GO.major && minor >= OLDEST_GO.minor);
}

async function output(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<string> {
  const running = run(command, args, { env, maxBuffer: OUTPUT_BYTES });
  // A command that is missing has nowhere to read from; the result tells.
  running.child.stdin?.on('error', () => {});
  running.child.stdin?.end(input);
  return (await running).stdout;
}
