/**
 * dockerode without the parts that no lab uses until they are asked for: its SSH transport and its gRPC session take
 * three quarters of the time that `import 'dockerode'` takes.
 */
import type Docker from 'dockerode';
import { createRequire, Module } from 'node:module';

const require = createRequire(import.meta.url);

/** Puts a function in the place of a CommonJS module that exports a function; the first call loads the real one. */
function defer(from: NodeJS.Require, path: string): void {
  const file = from.resolve(path);
  const placeholder = new Module(file);
  placeholder.loaded = true;
  placeholder.exports = (...words: unknown[]): unknown => {
    delete from.cache[file];
    return (from(file) as (...words: unknown[]) => unknown)(...words);
  };
  from.cache[file] ??= placeholder;
}

export function loadDockerode(): typeof Docker {
  defer(require, 'dockerode/lib/session');
  defer(createRequire(require.resolve('dockerode')), 'docker-modem/lib/ssh');
  return require('dockerode') as typeof Docker;
}
