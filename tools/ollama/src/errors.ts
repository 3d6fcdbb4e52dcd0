export type LocalOllamaErrorCode =
  'ERR_OLLAMA_TOOLCHAIN' | 'ERR_OLLAMA_BUILD' | 'ERR_OLLAMA_START' | 'ERR_OLLAMA_MODEL';

/** Base of everything this tool throws; `code` is stable. */
export class LocalOllamaError extends Error {
  readonly code: LocalOllamaErrorCode;

  constructor(code: LocalOllamaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Something that building Ollama needs is not installed. */
export class ToolchainMissingError extends LocalOllamaError {
  constructor(found: string, options?: ErrorOptions) {
    super(
      'ERR_OLLAMA_TOOLCHAIN',
      `Ollama is built from source: ${found}. Needed are Go 1.26 or later (https://go.dev/dl), a C++17 compiler and two header packages (Debian: apt-get install g++ nlohmann-json3-dev libstb-dev).`,
      options,
    );
  }
}

/** The build failed. */
export class BuildError extends LocalOllamaError {
  /** The last lines of the build. */
  readonly output: string;

  constructor(version: string, output: string, options?: ErrorOptions) {
    super('ERR_OLLAMA_BUILD', `Ollama ${version} cannot be built.\n${output}`.trim(), options);
    this.output = output;
  }
}

/** The server ended before it answered, or did not answer in time. */
export class ServerStartError extends LocalOllamaError {
  /** The last lines the server printed. */
  readonly output: string;

  constructor(reason: string, output: string) {
    super('ERR_OLLAMA_START', `Ollama did not start: ${reason}.\n${output}`.trim());
    this.output = output;
  }
}

/** The server did not take a model. */
export class ModelInstallError extends LocalOllamaError {
  readonly model: string;
  readonly status: number;

  constructor(model: string, url: string, status: number, answer: string) {
    super(
      'ERR_OLLAMA_MODEL',
      `The model "${model}" was not installed: ${url} answered ${status}: ${answer.slice(0, 500)}`,
    );
    this.model = model;
    this.status = status;
  }
}
